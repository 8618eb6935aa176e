using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

public sealed class RowSecurityTests(EndpointServer server)
{
    // Tables without row security, and why that is right. The list may only become shorter.
    private static readonly Dictionary<string, string> Global = new(StringComparer.Ordinal)
    {
        ["control.lease"] = "Which process does platform-wide work; nothing of a tenant.",
        ["control.login_throttle"] = "Digests of addresses that were tried, before anybody is known.",
        ["control.migration"] = "Which SQL files were applied; read-only for the application.",
        ["control.signing_key"] = "The platform's own keys; the private half is sealed.",
        ["shared.migration"] = "Which SQL files were applied; read-only for the application.",
        ["shared.event_pending"] = "Work list: ids only.",
        ["shared.audit_intake"] = "Work list: ids only.",
        ["shared.analysis_schedule"] = "Work list: ids and times only.",
        ["shared.outside_secret_due"] = "Work list: ids and times only.",
        ["shared.ticket_execution"] = "Work list: ids and times only.",
        ["shared.webhook_due"] = "Work list: ids and times only.",
        ["shared.webhook_pruning"] = "Work list: ids and times only.",
        ["shared.metric_sample_any"] = "Partition for COPY: the application may insert without naming a tenant, and cannot read, change or delete.",
        ["shared.log_event_any"] = "Partition for COPY: the application may insert without naming a tenant, and cannot read, change or delete.",
    };

    [Fact]
    public async Task Every_table_has_forced_row_security_or_a_reason_not_to()
    {
        var tables = await Table.All(await server.Server.OwnerConnection());
        tables.Count(t => t.IsProtected).ShouldBeGreaterThan(25);
        tables.Where(t => !t.IsProtected).Select(t => t.ToString()).Order(StringComparer.Ordinal).ShouldBe(Global.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_protected_table_has_the_tenant_first_in_its_key()
    {
        var connection = await server.Server.OwnerConnection();
        await using var source = Npgsql.NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("""
            select n.nspname || '.' || c.relname
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relrowsecurity
               and not exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                                where i.indrelid = c.oid and i.indisprimary and a.attname = 'tenant_id')
            """);
        var others = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            others.Add(rows.GetString(0));
        }

        // Looked up by digest before the tenant is known.
        others.ShouldBe(["control.enrollment_token_hash"]);
    }

    [Fact]
    public async Task Work_lists_hold_ids_times_and_counts_only()
    {
        var connection = await server.Server.OwnerConnection();
        await using var source = Npgsql.NpgsqlDataSource.Create(connection);
        foreach (var table in Global.Where(g => g.Value.StartsWith("Work list", StringComparison.Ordinal)).Select(g => g.Key))
        {
            await using var command = source.CreateCommand("select attname || ' ' || format_type(atttypid, null) from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped");
            command.Parameters.Add(new() { Value = table });
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                var column = rows.GetString(0);
                (column.EndsWith(" uuid", StringComparison.Ordinal) || column.EndsWith(" timestamp with time zone", StringComparison.Ordinal)
                    || column is "handler text" or "trace_parent text" or "seq bigint" or "attempts integer").ShouldBeTrue($"{table}: {column}");
            }
        }
    }
}
