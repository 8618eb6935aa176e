using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Bench.Flags;

/// <summary>The real server with its own PostgreSQL, and many tenants on all plans, some with trials and overrides.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly string directory;
    private readonly EmbeddedPostgres postgres;
    private readonly ServerHost host;
    private readonly NpgsqlDataSource owner;

    private Installation(string directory, EmbeddedPostgres postgres, ServerHost host)
    {
        (this.directory, this.postgres, this.host) = (directory, postgres, host);
        owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Options = "-c holdfast.across=on -c search_path=control" }.ConnectionString);
    }

    public IFlags Flags => host.Application.Services.GetRequiredService<IFlags>();

    public IReadOnlyList<Flag> All => host.Application.Services.GetRequiredService<FlagTable>().All;

    public TenantId[] Tenants { get; private set; } = [];

    public static async Task<Installation> Start(int tenants)
    {
        var directory = TestEngines.NewDirectory("p17");
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
            ["Holdfast:Server:Roles"] = "Api",
            ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
        }).Build();
        var host = (await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None)).Value;
        var made = new Installation(directory, postgres, host);
        await made.Fill(tenants);
        await host.Application.StartAsync();
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
        await host.Application.StopAsync();
        await owner.DisposeAsync();
        await host.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
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
