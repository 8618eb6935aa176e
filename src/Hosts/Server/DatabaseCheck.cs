using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>Makes a database fit to be worked with, or says why it is not: its role first, then its schema.</summary>
internal sealed class DatabaseCheck(IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time)
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

            if (database.MigrationUrl.Length > 0)
            {
                await Migrate(database.MigrationUrl, new NpgsqlConnectionStringBuilder(database.Probe.ConnectionString).Username!, database.Layout, ct);
                return null;
            }

            return await SchemaCheck.WhatIsMissing(database, modules, ct) is { } missing ? ServerProblems.SchemaBehind(missing) : null;
        }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: not "28P01" and not "3D000" })
        {
            return ServerProblems.DatabaseUnreachable(e.Message);
        }
    }

    /// <summary>Applies the migrations of all modules and answers how many that were.</summary>
    public async Task<int> Migrate(string ownerUrl, string applicationRole, IReadOnlyList<(string Schema, StoreKind Kind)> layout, CancellationToken ct)
    {
        await using var owner = DatabaseUrl.Source(ownerUrl, 2, "holdfast-migrate");
        var migrations = SchemaSource.Platform.Concat(modules.SelectMany(m => m.Migrations)).ToList();
        return await new Migrator(owner, applicationRole, time, loggers.CreateLogger<Migrator>()).Migrate(migrations, layout, ct);
    }
}
