using System.Diagnostics;
using System.Text.Json;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Bench.Audit;

/// <summary>The real server with its own engines and one tenant, whose log is filled.</summary>
internal sealed class Log : IAsyncDisposable
{
    /// <summary>Entries in a round.</summary>
    public const int Entries = 20_000;

    private const int PerChange = 100;
    private const int Writers = 4;
    private readonly MeasuredServer server;
    private readonly TenantId tenant;
    private readonly NpgsqlDataSource owner;

    private Log(MeasuredServer server, TenantId tenant)
    {
        (this.server, this.tenant) = (server, tenant);
        owner = server.Owner(Options);
    }

    private string Options => $"-c holdfast.tenant={tenant} -c search_path=shared,work";

    public static async Task<Log> Start()
    {
        var server = await MeasuredServer.Start("p09", "Api, Worker");
        return new(server, TenantId.From(Guid.Parse((await TestTenant.Register(server.Address)).Id)));
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
        var file = Path.Combine(server.Directory, "entries.txt");
        await Execute("drop table if exists copied");
        await Execute("create table copied (like audit_entry including all)");
        await server.Psql($"\\copy (select * from audit_entry order by id desc limit {Entries}) to '{file}'", Options);
        return await server.Psql($"\\copy copied from '{file}'", Options);
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
        await owner.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task Write(int changes, int writer)
    {
        var services = server.Services;
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
}
