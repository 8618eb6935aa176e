using Microsoft.Extensions.Logging;
using Npgsql;

namespace Holdfast.Platform.Data.Migrations;

/// <summary>Brings the schemas up to date: plain numbered SQL, as the owner role, one transaction a file, under an advisory lock.</summary>
public sealed partial class Migrator(NpgsqlDataSource owner, string applicationRole, TimeProvider time, ILogger<Migrator> logger)
{
    private const long LockKey = 0x486F6C6466617374;

    /// <summary>Applies what is missing and answers how many files that were.</summary>
    /// <param name="migrations">All of them; platform first, then modules in their order.</param>
    /// <param name="schemas">What is in this database: schemas and their kinds, in the order in which they are brought up to date.</param>
    /// <param name="ct">Cancels between files.</param>
    /// <exception cref="InvalidOperationException">An applied file has changed since, or the database is newer than this program.</exception>
    public async Task<int> Migrate(IReadOnlyList<Migration> migrations, IReadOnlyList<(string Schema, StoreKind Kind)> schemas, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(migrations);
        ArgumentNullException.ThrowIfNull(schemas);
        await using var connection = await owner.OpenConnectionAsync(ct);
        await Run(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            var applied = 0;
            foreach (var (schema, kind) in schemas)
            {
                applied += await Schema(connection, schema, [.. migrations.Where(m => m.Kind == kind)], ct);
            }

            return applied;
        }
        finally
        {
            await Run(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task<int> Schema(NpgsqlConnection connection, string schema, Migration[] migrations, CancellationToken ct)
    {
        var quoted = Quote(schema);
        await Run(
            connection,
            $"""
            create schema if not exists {quoted};
            revoke all on schema {quoted} from public;
            grant usage on schema {quoted} to {Quote(applicationRole)};
            alter default privileges in schema {quoted} grant select, insert, update, delete on tables to {Quote(applicationRole)};
            alter default privileges in schema {quoted} grant usage on sequences to {Quote(applicationRole)};
            create table if not exists {quoted}.migration (
                owner text, number integer, name text not null, checksum text not null, applied_at timestamptz not null, primary key (owner, number));
            revoke insert, update, delete on {quoted}.migration from {Quote(applicationRole)};
            """,
            ct);

        var done = new Dictionary<(string, int), string>();
        await using (var read = new NpgsqlCommand($"select owner, number, checksum from {quoted}.migration", connection))
        await using (var rows = await read.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                done.Add((rows.GetString(0), rows.GetInt32(1)), rows.GetString(2));
            }
        }

        if (done.Keys.Except(migrations.Select(m => (m.Owner, m.Number))).ToArray() is { Length: > 0 } unknown)
        {
            throw new InvalidOperationException($"Schema {schema} has migrations that this program does not know ({unknown[0].Item1} {unknown[0].Item2}): it is of a newer version.");
        }

        var applied = 0;
        foreach (var migration in migrations)
        {
            if (done.TryGetValue((migration.Owner, migration.Number), out var checksum))
            {
                if (checksum != migration.Checksum)
                {
                    throw new InvalidOperationException($"Migration {migration.Owner}/{migration.Name} has changed since it was applied to {schema}. Write a new one.");
                }

                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Run(connection, $"select set_config('search_path', '{schema}', true), set_config('holdfast.app_role', '{applicationRole}', true);\n{migration.Sql}", ct);
            await using var record = new NpgsqlCommand($"insert into {quoted}.migration values ($1, $2, $3, $4, $5)", connection)
            {
                Parameters =
                {
                    new() { Value = migration.Owner }, new() { Value = migration.Number }, new() { Value = migration.Name },
                    new() { Value = migration.Checksum }, new() { Value = time.GetUtcNow() },
                },
            };
            await record.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            applied++;
            Applied(schema, migration.Owner, migration.Name);
        }

        return applied;
    }

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Schema names come from the configuration, file texts from the assemblies.")]
    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Schema}: {Owner}/{Name}")]
    private partial void Applied(string schema, string owner, string name);
}
