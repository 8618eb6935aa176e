using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>Makes a database fit to be worked with, or says why it is not: its role first, then its schema.</summary>
internal sealed class DatabaseCheck(IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time) : IStoreSchemas
{
    /// <summary>Null when it is fit. It brings the schema up to date where it knows the owner's connection.</summary>
    public async Task<Problem?> Prepare(Database database, CancellationToken ct)
    {
        try
        {
            if (await RoleCheck.WhatIsWrong(database.Probe, ct) is { } unfit)
            {
                return ServerProblems.UnfitRole(unfit);
            }

            var layout = await Layout(database, ct);
            if (database.MigrationUrl.Length > 0)
            {
                await Migrate(database.MigrationUrl, Role(database), layout, ct);
                return null;
            }

            return await SchemaCheck.WhatIsMissing(database, layout, modules, ct) is { } missing ? ServerProblems.SchemaBehind(missing) : null;
        }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: not "28P01" and not "3D000" })
        {
            return ServerProblems.DatabaseUnreachable(e.Message);
        }
    }

    /// <inheritdoc/>
    public Task Make(Store store, CancellationToken ct) =>
        Migrate(store.Database.MigrationUrl, Role(store.Database), [(Store.WorkSchema, StoreKind.Work), (store.Schema, StoreKind.Tenant)], ct);

    /// <summary>What is in a database: what it has from the start, and the schemas of single tenants.</summary>
    public static async Task<IReadOnlyList<(string Schema, StoreKind Kind)>> Layout(Database database, CancellationToken ct) =>
        [.. database.Layout, .. (await OwnSchemas(database.Probe, ct)).Select(s => (s, StoreKind.Tenant))];

    /// <summary>The schemas of single tenants in a database.</summary>
    public static async Task<List<string>> OwnSchemas(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select nspname::text from pg_namespace where nspname ~ '^tenant_[0-9a-f]{32}$' order by 1");
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await Session.Drain(rows, row => row.Text(), ct);
    }

    private static string Role(Database database) => new NpgsqlConnectionStringBuilder(database.Probe.ConnectionString).Username!;

    /// <summary>Applies the migrations of all modules and answers how many that were.</summary>
    public async Task<int> Migrate(string ownerUrl, string applicationRole, IReadOnlyList<(string Schema, StoreKind Kind)> layout, CancellationToken ct)
    {
        await using var owner = DatabaseUrl.Source(ownerUrl, 2, "holdfast-migrate");
        var migrations = SchemaSource.Platform.Concat(modules.SelectMany(m => m.Migrations)).ToList();
        return await new Migrator(owner, applicationRole, time, loggers.CreateLogger<Migrator>()).Migrate(migrations, layout, ct);
    }
}
