using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Modularity;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>Whether the schema is the one that this program needs, when it may not migrate by itself.</summary>
internal static class SchemaCheck
{
    public static async Task<string?> WhatIsMissing(
        Database database, IReadOnlyList<(string Schema, StoreKind Kind)> layout, IReadOnlyList<ModuleManifest> modules, CancellationToken ct)
    {
        var wanted = SchemaSource.Platform.Concat(modules.SelectMany(m => m.Migrations)).ToList();
        foreach (var (schema, kind) in layout)
        {
            var applied = await Applied(database.Probe, schema, ct);
            if (wanted.Find(m => m.Kind == kind && !applied.Contains((m.Owner, m.Number))) is { } missing)
            {
                return $"The schema lacks {missing.Owner}/{missing.Name}. Run 'holdfast db migrate', or set DATABASE_MIGRATION_URL to the owner's connection.";
            }

            var known = wanted.Where(m => m.Kind == kind).Select(m => (m.Owner, m.Number)).ToHashSet();
            if (applied.Where(a => !known.Contains(a)).Select(a => $"{a.Item1}/{a.Item2:0000}").Order().FirstOrDefault() is { } newer)
            {
                return $"The schema has {newer}, which this program does not know: it is of a newer version. Run that one.";
            }
        }

        return null;
    }

    private static async Task<HashSet<(string, int)>> Applied(NpgsqlDataSource database, string schema, CancellationToken ct)
    {
        try
        {
#pragma warning disable CA2100 // A store's schema: lower case letters, digits and underscores.
            await using var command = database.CreateCommand($"select owner, number from {schema}.migration");
#pragma warning restore CA2100
            await using var rows = await command.ExecuteReaderAsync(ct);
            return [.. await Session.Drain(rows, row => (row.Text(), row.Int()), ct)];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InsufficientPrivilege)
        {
            return [];
        }
    }
}
