using System.Diagnostics;
using System.Text.Json;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Data;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Bench.Audit;

/// <summary>The real server with its own engines and one tenant, whose log is filled.</summary>
internal sealed class Log : IAsyncDisposable
{
    /// <summary>Entries in a round.</summary>
    public const int Entries = 20_000;

    private const int PerChange = 100;
    private const int Writers = 4;
    private readonly string directory;
    private readonly EmbeddedPostgres postgres;
    private readonly ServerHost host;
    private readonly TenantId tenant;
    private readonly NpgsqlDataSource owner;

    private Log(string directory, EmbeddedPostgres postgres, ServerHost host, TenantId tenant)
    {
        (this.directory, this.postgres, this.host, this.tenant) = (directory, postgres, host, tenant);
        owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Options = Options, CommandTimeout = 300 }.ConnectionString);
    }

    private string Options => $"-c holdfast.tenant={tenant} -c search_path=shared,work";

    public static async Task<Log> Start()
    {
        var directory = TestEngines.NewDirectory("p09");
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var postgres = (await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = path }, NullLogger.Instance, TimeProvider.System, CancellationToken.None)).Value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Holdfast:Server:Port"] = "0",
            ["Holdfast:Server:DataDirectory"] = directory,
            ["Holdfast:Server:DatabaseUrl"] = postgres.AppConnectionString,
            ["Holdfast:Server:DatabaseMigrationUrl"] = postgres.OwnerConnectionString,
            ["Holdfast:Server:SearchPath"] = path,
            ["Holdfast:Server:Roles"] = "Api, Worker",
            ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
        }).Build();
        var host = (await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None)).Value;
        await host.Application.StartAsync();
        var address = new Uri(host.Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new(directory, postgres, host, TenantId.From(Guid.Parse((await TestTenant.Register(address)).Id)));
    }

    /// <summary>From the first entry until the last has its place under a signed checkpoint.</summary>
    public async Task<TimeSpan> Append()
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(Entries / Writers / PerChange, writer))));
        await using var waiting = owner.CreateCommand("select exists (select 1 from audit_intake)");
        while (await waiting.ExecuteScalarAsync() is true)
        {
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>psql's own way, of the rows that were appended last, into a table with the same columns and indexes.</summary>
    public async Task<TimeSpan> Copy()
    {
        var file = Path.Combine(directory, "entries.txt");
        await Execute("drop table if exists copied");
        await Execute("create table copied (like audit_entry including all)");
        await Psql($"\\copy (select * from audit_entry order by id desc limit {Entries}) to '{file}'");
        var began = Stopwatch.GetTimestamp();
        await Psql($"\\copy copied from '{file}'");
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>The whole log's entries in their order, each as it is hashed.</summary>
    public async Task<List<byte[]>> Bodies()
    {
        await using var command = owner.CreateCommand("select e.body from audit_entry e join audit_place p on p.tenant_id = e.tenant_id and p.entry_id = e.id order by p.position");
        await using var rows = await command.ExecuteReaderAsync();
        var bodies = new List<byte[]>();
        while (await rows.ReadAsync())
        {
            bodies.Add(rows.GetFieldValue<byte[]>(0));
        }

        return bodies;
    }

    public async ValueTask DisposeAsync()
    {
        await host.Application.StopAsync();
        await host.DisposeAsync();
        await owner.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task Write(int changes, int writer)
    {
        var services = host.Application.Services;
        for (var i = 0; i < changes; i++)
        {
            await using var scope = services.OpenOp(OpContext.OfSystem(tenant, "bench.append", $"w{writer}-{i}"));
            await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Change();
            for (var n = 0; n < PerChange; n++)
            {
                var shown = JsonSerializer.SerializeToElement(new { name = $"Group {n}", version = i, organizationId = tenant.Value, createdAt = "2026-11-25T14:00:00Z" });
                change.Audit(new AuditFact("group", tenant.Value, $"Group {n}", shown, shown));
            }

            if (await change.Commit(CancellationToken.None) is { } problem)
            {
                throw new InvalidOperationException(problem.Detail);
            }
        }
    }

    private async Task Execute(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task Psql(string command)
    {
        var role = new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString);
        using var process = Process.Start(new ProcessStartInfo("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", command])
        {
            Environment =
            {
                ["PGHOST"] = role.Host, ["PGPORT"] = $"{role.Port}", ["PGUSER"] = role.Username, ["PGPASSWORD"] = role.Password, ["PGDATABASE"] = role.Database, ["PGOPTIONS"] = Options,
            },
        })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
        }
    }
}
