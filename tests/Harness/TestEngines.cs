using System.Text.Json;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Tests.Harness;

/// <summary>
/// A PostgreSQL for a test run. The test command starts one for all assemblies and names it in HOLDFAST_TEST_POSTGRES; an assembly that is
/// run alone starts its own. Every server under test gets a database of its own, cloned from a migrated template.
/// </summary>
public sealed class TestEngines : IAsyncDisposable
{
    /// <summary>Holds the two connection strings as JSON.</summary>
    public const string Variable = "HOLDFAST_TEST_POSTGRES";

    private const string Template = "holdfast_template";
    private static readonly SemaphoreSlim Cloning = new(1, 1);
    private readonly EmbeddedPostgres? own;
    private readonly string? directory;

    private TestEngines(string owner, string application, EmbeddedPostgres? own, string? directory) =>
        (OwnerConnection, ApplicationConnection, this.own, this.directory) = (owner, application, own, directory);

    /// <summary>The owner role's connection, to the template's cluster.</summary>
    public string OwnerConnection { get; }

    /// <summary>The application role's connection.</summary>
    public string ApplicationConnection { get; }

    /// <summary>Takes the run's PostgreSQL, or starts one.</summary>
    public static async Task<TestEngines> Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } shared)
        {
            var urls = JsonSerializer.Deserialize<string[]>(shared)!;
            return new TestEngines(urls[0], urls[1], null, null);
        }

        var directory = NewDirectory("pg");
        var started = await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions
            {
                Directory = Path.Combine(directory, "postgres"),
                SearchPath = Environment.GetEnvironmentVariable("PATH") ?? "",
                // What a test writes need not outlive a power cut, and lives too briefly to be vacuumed: with a database for each server that would never rest.
                Settings = new Dictionary<string, string> { ["fsync"] = "off", ["synchronous_commit"] = "off", ["full_page_writes"] = "off", ["autovacuum"] = "off", ["max_connections"] = "400" },
            },
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None);
        if (!started.Succeeded)
        {
            throw new InvalidOperationException(started.Problem.Detail);
        }

        var engines = new TestEngines(started.Value.OwnerConnectionString, started.Value.AppConnectionString, started.Value, directory);
        await engines.MakeTemplate();
        return engines;
    }

    /// <summary>A new folder that the database's own user may enter.</summary>
    public static string NewDirectory(string what)
    {
        var path = Path.Combine(Path.GetTempPath(), $"holdfast-test-{what}-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }

    /// <summary>The two connections as the variable's value.</summary>
    public override string ToString() => JsonSerializer.Serialize(new[] { OwnerConnection, ApplicationConnection });

    /// <summary>A fresh, migrated database: owner's and application's connection.</summary>
    public async Task<(string Owner, string Application)> NewDatabase()
    {
        var name = $"t_{Guid.CreateVersion7():N}";
        await Cloning.WaitAsync();
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    await Run(OwnerConnection, $"create database {name} template {Template}");
                    break;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && attempt < 100)
                {
                    // Another assembly clones at this moment.
                    await Task.Delay(100);
                }
            }
        }
        finally
        {
            Cloning.Release();
        }

        return (In(OwnerConnection, name), In(ApplicationConnection, name));
    }

    /// <summary>Stops what this started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (own is not null)
        {
            await own.DisposeAsync();
            Directory.Delete(directory!, recursive: true);
        }
    }

    private async Task MakeTemplate()
    {
        await Run(OwnerConnection, $"create database {Template}");
        var role = new NpgsqlConnectionStringBuilder(ApplicationConnection).Username!;
        await ServerHost.Migrate(In(OwnerConnection, Template), role, onlyTenants: false, HoldfastModules.All(), NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
    }

    private static string In(string connection, string database) => new NpgsqlConnectionStringBuilder(connection) { Database = database, Pooling = true }.ConnectionString;

    private static async Task Run(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await open.OpenAsync();
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(sql, open);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
