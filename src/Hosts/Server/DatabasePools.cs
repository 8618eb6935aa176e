using System.Text.RegularExpressions;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>This process's connections to its databases: the control store's, and those in which tenants have places of their own.</summary>
internal sealed partial class DatabasePools : IAsyncDisposable
{
    private const int DefaultTenantPools = 4;
    private readonly List<NpgsqlDataSource> pools = [];

    public DatabasePools(Engines engines, ServerOptions options, TimeProvider time)
    {
        // Nothing stands between this process and the PostgreSQL that it has started; before a configured one there may be a proxy, and then what a
        // connection starts with is not what its next statement meets.
        var tenants = options.TenantPools ?? (engines.Postgres is null ? 0 : DefaultTenantPools);
        var path = new[] { SharedStores.Schema, Store.WorkSchema };
        var settings = tenants > 0 ? $"-c search_path={string.Join(',', path)}" : null;
        Database = new Database(
            Store.MainDatabase,
            Keep(DatabaseUrl.Source(engines.DatabaseUrl, options.DatabaseConnections, "holdfast", settings)),
            Keep(DatabaseUrl.Source(engines.DatabaseUrl, options.BackgroundConnections, "holdfast-background", settings)))
        {
            Probe = Keep(DatabaseUrl.Source(engines.DatabaseUrl, 1, "holdfast-probe")),
            HoldsControl = true,
            Schemas = [SharedStores.Schema],
            MigrationUrl = engines.MigrationUrl,
            Owner = OwnerOf(engines.MigrationUrl),
            InitialSearchPath = tenants > 0 ? string.Join(", ", path) : null,
            TenantPools = tenants == 0 ? null : new TenantPools(
                new TenantPoolSize(tenants, options.TenantPoolConnections, options.TenantPoolFrom),
                (starts, connections) => DatabaseUrl.Source(engines.DatabaseUrl, connections, "holdfast-tenant", starts),
                time),
        };
        Others = Tenants(options);
    }

    /// <summary>The control store's database.</summary>
    public Database Database { get; }

    /// <summary>The others.</summary>
    public IReadOnlyList<Database> Others { get; }

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

    /// <summary>What is wrong with the list of databases; null when nothing is.</summary>
    public static string? WhatIsWrong(ServerOptions options)
    {
        var names = options.TenantDatabases.Select(d => d.Name).ToList();
        return names.Find(n => !Name().IsMatch(n) || n == Store.MainDatabase) is { } bad
                ? $"Holdfast:Server:TenantDatabases: '{bad}' is no name for a database: 1 to 40 of a-z, 0-9, hyphen and underscore, and not '{Store.MainDatabase}'."
            : names.Distinct(StringComparer.Ordinal).Count() < names.Count ? "Holdfast:Server:TenantDatabases: two have the same name."
            : options.TenantDatabases.Any(d => d.Url.Length == 0) ? "Holdfast:Server:TenantDatabases: each has a Url."
            : null;
    }

    private List<Database> Tenants(ServerOptions options) => WhatIsWrong(options) is { } wrong
        ? throw new OptionsValidationException("Holdfast:Server", typeof(ServerOptions), [wrong])
        : [.. options.TenantDatabases.Select(d => new Database(
            d.Name,
            Keep(DatabaseUrl.Source(d.Url, options.DatabaseConnections, "holdfast")),
            Keep(DatabaseUrl.Source(d.Url, options.BackgroundConnections, "holdfast-background")))
        {
            Probe = Keep(DatabaseUrl.Source(d.Url, 1, "holdfast-probe")),
            MigrationUrl = d.MigrationUrl,
            Owner = OwnerOf(d.MigrationUrl),
        })];

    private NpgsqlDataSource? OwnerOf(string url) => url.Length == 0 ? null : Keep(DatabaseUrl.Owner(url));

    private NpgsqlDataSource Keep(NpgsqlDataSource pool)
    {
        pools.Add(pool);
        return pool;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,39}$")]
    private static partial Regex Name();
}
