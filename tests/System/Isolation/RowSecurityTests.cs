using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

public sealed class RowSecurityTests(EndpointServer server)
{
    // Tables without row security, and why that is right. The list may only become shorter.
    private static readonly Dictionary<string, string> Global = new(StringComparer.Ordinal)
    {
        ["control.broker_claims"] = "How far the broker was told; nothing of a tenant.",
        ["control.broker_key"] = "The platform's own keys; the private halves are sealed.",
        ["control.broker_step"] = "What became of the platform's own keys. Insert only.",
        ["control.guessing_address"] = "Where failed sign-ins come from, over all accounts; no account, nothing of a tenant.",
        ["control.invitation"] = "Digests of codes that the operator hands out, before there is a tenant.",
        ["control.lease"] = "Which process does platform-wide work; nothing of a tenant.",
        ["control.login_throttle"] = "Digests of addresses that were tried, before anybody is known.",
        ["control.platform_entry"] = "The platform's own log of what its people did: names of operations and ids, no content. The application cannot change or remove.",
        ["control.platform_key"] = "The platform's own key; its seed is sealed.",
        ["control.plan"] = "What tenants can have: the operator's price list, the same for all.",
        ["control.plan_change"] = "What the operator made of plans; nothing of a tenant. Insert only.",
        ["control.plan_flag"] = "What tenants can have: the operator's price list, the same for all.",
        ["control.plan_quota"] = "What tenants can have: the operator's price list, the same for all.",
        ["control.refusal"] = "What was refused of nobody known, counted by network; nothing of a tenant.",
        ["control.migration"] = "Which SQL files were applied; read-only for the application.",
        ["control.spent_challenge"] = "Digests of challenges that were answered; nobody is known by one.",
        ["control.signing_key"] = "The platform's own keys; the private half is sealed.",
        ["shared.migration"] = "Which SQL files were applied; read-only for the application.",
        ["work.migration"] = "Which SQL files were applied; read-only for the application.",
        ["work.event_pending"] = "Work list: ids only.",
        ["work.event_interest"] = "Work list: ids and names of events only.",
        ["work.event_pruning"] = "Work list: ids and times only.",
        ["work.outbox_due"] = "Work list: ids and times only.",
        ["work.audit_intake"] = "Work list: ids and times only; what is in it cannot be taken out by the application.",
        ["work.analysis_schedule"] = "Work list: ids and times only.",
        ["work.figures_due"] = "Work list: ids, times and counts only.",
        ["work.telemetry_pruning"] = "Work list: ids and times only.",
        ["work.outside_secret_due"] = "Work list: ids and times only.",
        ["work.action_run_due"] = "Work list: ids and times only.",
        ["work.integration_feed_due"] = "Work list: ids and times only.",
        ["work.integration_pruning_due"] = "Work list: ids and times only.",
        ["work.ticket_due"] = "Work list: ids and times only.",
        ["work.ticket_attachment_due"] = "Work list: ids and times only.",
        ["work.playbook_run_due"] = "Work list: ids and times only.",
        ["work.playbook_pruning"] = "Work list: ids and times only.",
        ["work.playbook_schedule_due"] = "Work list: ids and times only.",
        ["work.webhook_due"] = "Work list: ids and times only.",
        ["work.webhook_pruning"] = "Work list: ids and times only.",
        ["shared.metric_sample_any"] = "Partition for COPY: the application may insert without naming a tenant, and cannot read, change or delete.",
        ["shared.log_event_any"] = "Partition for COPY: the application may insert without naming a tenant, and cannot read, change or delete.",
        ["shared.metric_sample_other"] = "Partition below the one for COPY: the application has no right on it.",
        ["shared.log_event_other"] = "Partition below the one for COPY: the application has no right on it.",
    };

    [Fact]
    public async Task Every_table_has_forced_row_security_or_a_reason_not_to()
    {
        var tables = await Table.All(await server.Server.OwnerConnection());
        tables.Count(t => t.IsProtected).ShouldBeGreaterThan(25);
        tables.Where(t => !t.IsProtected && !IsDay(t.Name)).Select(t => t.ToString()).Order(StringComparer.Ordinal).ShouldBe(Global.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task On_what_is_below_the_partitions_for_copy_the_application_has_no_right()
    {
        await server.Server.Work("fleet.keep_partitions");
        var below = (await Table.All(await server.Server.OwnerConnection())).Where(t => IsDay(t.Name) || t.Name.EndsWith("_other", StringComparison.Ordinal)).ToList();
        below.Count.ShouldBeGreaterThan(10);
        await using var application = Npgsql.NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        foreach (var table in below)
        {
            await using var command = application.CreateCommand(
                "select has_table_privilege($1, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege($1, 'select, insert, update, references')");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = table.ToString() });
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(false, table.ToString());
        }
    }

    // Made by day, while the program runs.
    private static bool IsDay(string table) => global::System.Text.RegularExpressions.Regex.IsMatch(table, @"^(metric_sample|log_event)_\d{8}$");

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
                    || column is "handler text" or "event text" or "trace_parent text" or "seq bigint" or "attempts integer" or "marks bigint").ShouldBeTrue($"{table}: {column}");
            }
        }
    }
}
