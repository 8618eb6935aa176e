using System.Diagnostics;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Tests.Harness;

/// <summary>
/// The real server in this process with a PostgreSQL of its own that keeps what it commits, unlike that of the tests: what benches measure.
/// </summary>
public sealed class MeasuredServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres postgres;
    private readonly ServerHost host;

    private MeasuredServer(string directory, EmbeddedPostgres postgres, ServerHost host) => (Directory, this.postgres, this.host) = (directory, postgres, host);

    /// <summary>A folder for its files and the bench's, removed in the end; PostgreSQL's user may enter it.</summary>
    public string Directory { get; }

    /// <summary>The server's own parts.</summary>
    public IServiceProvider Services => host.Application.Services;

    /// <summary>The server's address; there is none before <see cref="Open"/>.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Prepares one: its database is there, and it does not yet serve.</summary>
    /// <param name="name">Of its folder.</param>
    /// <param name="roles">Which roles the process has, such as <c>Api, Worker</c>.</param>
    /// <param name="settings">Settings of its own on top.</param>
    public static async Task<MeasuredServer> Prepare(string name, string roles, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var directory = TestEngines.NewDirectory(name);
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var postgres = (await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = path }, NullLogger.Instance, TimeProvider.System, CancellationToken.None)).Value;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Holdfast:Server:Port"] = "0",
                ["Holdfast:Server:DataDirectory"] = directory,
                ["Holdfast:Server:DatabaseUrl"] = postgres.AppConnectionString,
                ["Holdfast:Server:DatabaseMigrationUrl"] = postgres.OwnerConnectionString,
                ["Holdfast:Server:SearchPath"] = path,
                ["Holdfast:Server:Roles"] = roles,
                ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
            })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        return new(directory, postgres, (await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None)).Value);
    }

    /// <summary>Prepares one and opens it.</summary>
    public static async Task<MeasuredServer> Start(string name, string roles, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var server = await Prepare(name, roles, settings);
        await server.Open();
        return server;
    }

    /// <summary>Lets it serve.</summary>
    public Task Open() => host.Application.StartAsync();

    /// <summary>The database as its owner, whom row security binds too.</summary>
    /// <param name="options">Settings of the session, such as <c>-c holdfast.tenant=…</c>.</param>
    public NpgsqlDataSource Owner(string options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Options = options, CommandTimeout = 1800 }.ConnectionString);

    /// <summary>Runs a command of psql as the owner, or as the application's role, and answers how long that took with psql's start.</summary>
    public async Task<TimeSpan> Psql(string command, string options, bool asApplication = false)
    {
        var role = new NpgsqlConnectionStringBuilder(asApplication ? postgres.AppConnectionString : postgres.OwnerConnectionString);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", command])
        {
            Environment =
            {
                ["PGHOST"] = role.Host, ["PGPORT"] = $"{role.Port}", ["PGUSER"] = role.Username, ["PGPASSWORD"] = role.Password, ["PGDATABASE"] = role.Database, ["PGOPTIONS"] = options,
            },
        })!;
        await process.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0 ? took : throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await host.Application.StopAsync();
        await host.DisposeAsync();
        await postgres.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
