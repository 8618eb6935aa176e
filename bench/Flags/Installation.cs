using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Bench.Flags;

/// <summary>The real server with its own PostgreSQL, and many tenants on all plans, some with trials and overrides.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly MeasuredServer server;
    private readonly NpgsqlDataSource owner;

    private Installation(MeasuredServer server) => (this.server, owner) = (server, server.Owner("-c holdfast.across=on -c search_path=control"));

    public IFlags Flags => server.Services.GetRequiredService<IFlags>();

    public IReadOnlyList<Flag> All => server.Services.GetRequiredService<FlagTable>().All;

    public TenantId[] Tenants { get; private set; } = [];

    public static async Task<Installation> Start(int tenants)
    {
        var server = await MeasuredServer.Prepare("p17", "Api");
        var made = new Installation(server);
        await made.Fill(tenants);
        await server.Open();
        return made;
    }

    /// <summary>Gives a tenant another plan behind this process's back, as another process would, and answers when that was committed.</summary>
    public async Task SetPlan(TenantId tenant, string plan)
    {
        await using var command = owner.CreateCommand("update tenant_plan set plan = $2, changed_at = now() where tenant_id = $1 and until is null");
        command.Parameters.Add(new() { Value = tenant.Value });
        command.Parameters.Add(new() { Value = plan });
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task Fill(int count)
    {
        await using var command = owner.CreateCommand("""
            with made as (
                insert into tenant (tenant_id, slug, name, created_at) select gen_random_uuid(), 'bench-' || n, 'Bench ' || n, now() from generate_series(1, $1) n returning tenant_id, slug),
            numbered as (select tenant_id, substring(slug from 7)::int n from made),
            planned as (
                insert into tenant_plan (tenant_id, since, plan, changed_at)
                select tenant_id, now(), (array['FREE', 'STARTER', 'PROFESSIONAL', 'ENTERPRISE'])[1 + n % 4], now() from numbered returning 1),
            tried as (
                insert into tenant_trial (tenant_id, id, plan, started_at, ends_at)
                select tenant_id, gen_random_uuid(), 'ENTERPRISE', now(), now() + interval '30 days' from numbered where n % 4 = 0 and n % 8 = 0 returning 1),
            turned as (
                insert into tenant_flag (tenant_id, flag, is_on, expires_at, changed_at)
                select tenant_id, 'webhooks', n % 6 = 0, now() + interval '30 days', now() from numbered where n % 3 = 0 returning 1)
            select tenant_id from numbered order by n
            """);
        command.Parameters.Add(new() { Value = count });
        await using var rows = await command.ExecuteReaderAsync();
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync())
        {
            tenants.Add(new TenantId(rows.GetGuid(0)));
        }

        Tenants = [.. tenants];
    }
}
