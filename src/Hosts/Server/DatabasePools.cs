using Holdfast.Platform.Data;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>This process's connections to the database.</summary>
internal sealed class DatabasePools : IAsyncDisposable
{
    private const int DefaultTenantPools = 4;
    private readonly NpgsqlDataSource[] pools;

    public DatabasePools(Engines engines, ServerOptions options, TimeProvider time)
    {
        // Nothing stands between this process and the PostgreSQL that it has started; before a configured one there may be a proxy, and then what a
        // connection starts with is not what its next statement meets.
        var tenants = options.TenantPools ?? (engines.Postgres is null ? 0 : DefaultTenantPools);
        var path = new[] { SharedStores.Schema, Store.WorkSchema };
        var settings = tenants > 0 ? $"-c search_path={string.Join(',', path)}" : null;
        pools =
        [
            DatabaseUrl.Source(engines.DatabaseUrl, options.DatabaseConnections, "holdfast", settings),
            DatabaseUrl.Source(engines.DatabaseUrl, options.BackgroundConnections, "holdfast-background", settings),
            DatabaseUrl.Source(engines.DatabaseUrl, 1, "holdfast-probe"),
        ];
        Database = new Database("main", pools[0], pools[1])
        {
            Probe = pools[2],
            HoldsControl = true,
            Schemas = [SharedStores.Schema],
            MigrationUrl = engines.MigrationUrl,
            InitialSearchPath = tenants > 0 ? string.Join(", ", path) : null,
            TenantPools = tenants == 0 ? null : new TenantPools(
                new TenantPoolSize(tenants, options.TenantPoolConnections, options.TenantPoolFrom),
                (starts, connections) => DatabaseUrl.Source(engines.DatabaseUrl, connections, "holdfast-tenant", starts),
                time),
        };
    }

    /// <summary>The database that they lead to.</summary>
    public Database Database { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Database.TenantPools is { } tenants)
        {
            await tenants.DisposeAsync();
        }

        foreach (var pool in pools)
        {
            await pool.DisposeAsync();
        }
    }
}
