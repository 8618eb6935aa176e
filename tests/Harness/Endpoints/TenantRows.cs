using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Holdfast.Tests.Harness.Endpoints;

/// <summary>A table of the database.</summary>
/// <param name="Schema">control, shared or work.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsProtected">Row security is on and forced, with a policy by the session's tenant for reading and writing.</param>
/// <param name="HasTenant">It has a column tenant_id.</param>
public sealed record Table(string Schema, string Name, bool IsProtected, bool HasTenant)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Schema}.{Name}";

    /// <summary>Every table of all schemas.</summary>
    public static async Task<List<Table>> All(string owner)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand("""
            select n.nspname, c.relname,
                   c.relrowsecurity and c.relforcerowsecurity
                     and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
                                  and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = %current_tenant()%'
                                  and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id = %current_tenant()%'),
                   exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'm', 'v', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
             order by 1, 2
            """);
        var tables = new List<Table>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            tables.Add(new Table(rows.GetString(0), rows.GetString(1), rows.GetBoolean(2), rows.GetBoolean(3)));
        }

        return tables;
    }
}

/// <summary>All that the database holds of a tenant, as the owner sees it within the tenant's own row security.</summary>
/// <param name="owner">The owner's connection.</param>
/// <param name="without">The beginning of names of tables that are left out, such as <c>audit_</c>.</param>
public sealed class TenantRows(string owner, string? without = null)
{
    // What is gathered in memory is written every five seconds.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(7);

    /// <summary>Each table with its number of rows and the digest of them all.</summary>
    public async Task<string> Of(string tenant)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync();
        var lines = new List<string>();
        foreach (var table in (await Table.All(owner)).Where(t => t.IsProtected && (without is null || !t.Name.StartsWith(without, StringComparison.Ordinal))))
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true)") { Parameters = { new() { Value = tenant } } });
#pragma warning disable CA2100 // Names from the catalogue.
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"select count(*), coalesce(md5(string_agg(r::text, '' order by r::text)), '') from {table} r"));
#pragma warning restore CA2100
            await using var rows = await batch.ExecuteReaderAsync();
            await rows.NextResultAsync();
            await rows.ReadAsync();
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{table} {rows.GetInt64(0)} {rows.GetString(1)}"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The same once events, analyses, the audit log and what is gathered in memory, such as the uses of keys, have been written.</summary>
    public async Task<string> Settled(string tenant)
    {
        var last = "";
        var since = Stopwatch.GetTimestamp();
        await Eventually.Holds("the tenant's background work to end", async () =>
        {
            var now = await Of(tenant);
            if (now != last)
            {
                (last, since) = (now, Stopwatch.GetTimestamp());
            }

            return Stopwatch.GetElapsedTime(since) > Quiet;
        }, TimeSpan.FromSeconds(90));
        return last;
    }

    /// <summary>Which tables hold something else than before.</summary>
    public async Task<IReadOnlyList<string>> ChangedSince(string before, string tenant) =>
        [.. (await Of(tenant)).Split('\n').Except(before.Split('\n'), StringComparer.Ordinal)];
}
