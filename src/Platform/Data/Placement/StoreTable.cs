using Npgsql;

namespace Holdfast.Platform.Data.Placement;

/// <summary>A table with rows of tenants, as the database's catalogue has it.</summary>
/// <param name="Name">Its name in whichever schema.</param>
/// <param name="Columns">Those that are written, in their order.</param>
/// <param name="Key">The key's columns beside the tenant, with their types.</param>
/// <param name="Counted">The column that counts by itself; null for most.</param>
internal sealed record StoreTable(string Name, string[] Columns, (string Name, string Type)[] Key, string? Counted)
{
    /// <summary>Tables whose rows say something of a store, not of a tenant.</summary>
    private static readonly string[] OfStore = ["tenant_fence", "row_change", "outbox_due"];

    public string Quoted => Quote(Name);

    /// <summary>The columns, each behind an alias.</summary>
    public string List(string alias = "") => string.Join(", ", Columns.Select(c => alias + Quote(c)));

    /// <summary>What ties a row to a noted key.</summary>
    public string Matches(string row, string noted) =>
        string.Concat(Key.Select(k => $" and {row}.{Quote(k.Name)} = ({noted}.key ->> {Literal(k.Name)})::{k.Type}"));

    /// <summary>What becomes of a row that is there already.</summary>
    public string OnConflict()
    {
        var rest = Columns.Where(c => c != "tenant_id" && !Key.Any(k => k.Name == c)).Select(c => $"{Quote(c)} = excluded.{Quote(c)}").ToList();
        var target = string.Join(", ", Key.Select(k => Quote(k.Name)).Prepend("tenant_id"));
        return rest.Count == 0 ? $"on conflict ({target}) do nothing" : $"on conflict ({target}) do update set {string.Join(", ", rest)}";
    }

    /// <summary>The tables with tenants' rows in a schema, partitions with their parents, by name.</summary>
    public static async Task<List<StoreTable>> In(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname,
                   array(select a.attname::text from pg_attribute a
                          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum),
                   array(select a.attname::text from pg_index i cross join unnest(i.indkey::smallint[]) with ordinality k (attnum, ord)
                           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                          where i.indrelid = c.oid and i.indisprimary and a.attname <> 'tenant_id' order by k.ord),
                   array(select format_type(a.atttypid, a.atttypmod) from pg_index i cross join unnest(i.indkey::smallint[]) with ordinality k (attnum, ord)
                           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                          where i.indrelid = c.oid and i.indisprimary and a.attname <> 'tenant_id' order by k.ord),
                   (select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '' limit 1)
              from pg_class c
             where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all($2)
               and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
             order by c.relname
            """,
            connection)
        {
            Parameters = { new() { Value = schema }, new() { Value = OfStore } },
        };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tables = new List<StoreTable>();
        while (await rows.ReadAsync(ct))
        {
            var (names, types) = (rows.GetFieldValue<string[]>(2), rows.GetFieldValue<string[]>(3));
            tables.Add(new StoreTable(
                rows.GetString(0), rows.GetFieldValue<string[]>(1), [.. names.Zip(types)], await rows.IsDBNullAsync(4, ct) ? null : rows.GetString(4)));
        }

        return tables;
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
