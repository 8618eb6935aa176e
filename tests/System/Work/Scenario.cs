using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.System.Work;

/// <summary>How a kind of work is given something to do for a tenant, what makes it fail, and how one sees that it is done.</summary>
/// <param name="Table">On which table's rows.</param>
/// <param name="Operation">What the database refuses there.</param>
/// <param name="Arrange">Makes something due: installation, database, tenant.</param>
/// <param name="Left">How much is left to do; zero when all is done.</param>
internal sealed record Scenario(
    string Table, string Operation, Func<Installation, string, TestTenant, Task> Arrange, Func<Installation, string, TestTenant, Task<string>> Left)
{
    /// <summary>Whether that table is in the control store, whichever database the tenant is in.</summary>
    public bool IsInControl => Table.StartsWith("control.", StringComparison.Ordinal);

    public static IReadOnlyDictionary<string, Scenario> All { get; } = new Dictionary<string, Scenario>(StringComparer.Ordinal)
    {
        ["audit.sequence_audit"] = new(
            "shared.audit_place", "insert",
            (_, _, tenant) => tenant.NewOrganization(),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from audit_intake where tenant_id = $1"))),

        ["platform.run_reactions"] = new(
            "shared.ticket", "insert",
            (i, db, t) => i.Sql(db, t, """
                with happened as (
                    insert into event (tenant_id, id, name, at, data) values ($1, gen_random_uuid(), 'finding.raised', now(), jsonb_build_object(
                        'finding', gen_random_uuid(), 'device', gen_random_uuid(), 'deviceName', 'web-1', 'rule', 'ssh.brute_force', 'severity', 'HIGH',
                        'title', 't', 'detail', 'd', 'points', 40, 'evidence', '[]'::jsonb)) returning seq)
                insert into event_pending (tenant_id, handler, seq, due_at) select $1, 'tickets.open_ticket_on_finding', seq, now() from happened
                """),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from event_pending where tenant_id = $1"))),

        ["platform.prune_events"] = new(
            "shared.event", "delete",
            async (i, db, t) =>
            {
                await i.Sql(db, t, "insert into event (tenant_id, id, name, at, data) values ($1, gen_random_uuid(), 'organization.created', now() - interval '30 days', '{}')");
                await i.Sql(db, t, "insert into event_pruning (tenant_id, due_at) values ($1, now()) on conflict (tenant_id) do update set due_at = now()");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from event where tenant_id = $1 and at < now() - interval '20 days'"))),

        ["platform.carry_outbox"] = new(
            "shared.arrival", "insert",
            async (_, _, tenant) => await tenant.NewUser("USER"),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.outbox where tenant_id = $1"))),

        ["fleet.analyze_devices"] = new(
            "shared.health", "insert",
            async (i, db, t) =>
            {
                await i.Sql(db, t, """
                    insert into device (tenant_id, id, group_id, organization_id, name, hostname, machine_id, public_key, enrolled_with, os_name, os_version, architecture, sensor_version, enrolled_at)
                    values ($1, $1, gen_random_uuid(), gen_random_uuid(), 'web-1', 'web-1', 'm', 'k', gen_random_uuid(), 'Debian', '12', 'x64', '1', now())
                    """);
                await i.Sql(db, t, "insert into analysis_schedule (tenant_id, device_id, due_at) values ($1, $1, now())");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from analysis_schedule where tenant_id = $1 and (held_until is not null or due_at < now() + interval '10 minutes')"))),

        ["fleet.prune_telemetry"] = new(
            "shared.telemetry_message", "delete",
            async (i, db, t) =>
            {
                await i.Sql(db, t, "insert into telemetry_message (tenant_id, device_id, id, received_at) values ($1, $1, gen_random_uuid(), now() - interval '60 days')");
                await i.Sql(db, t, "insert into telemetry_pruning (tenant_id, device_id, due_at) values ($1, $1, now())");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from telemetry_message where tenant_id = $1 and received_at < now() - interval '50 days'"))),

        ["webhooks.deliver_webhooks"] = new(
            "shared.webhook_delivery", "update",
            async (i, db, t) =>
            {
                await using var receiver = await Receiver.Start();
                var webhook = (await t.Admin.Post("/api/admin/webhooks", new { url = receiver.Url, events = new[] { "webhook.disabled" }, maxRetries = 0 })).Expect(201).Id;
                (await t.Admin.Post($"/api/admin/webhooks/{webhook}/test")).Expect(200);
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from webhook_due where tenant_id = $1"))),

        ["webhooks.prune_deliveries"] = new(
            "shared.webhook_delivery", "delete",
            async (i, db, t) =>
            {
                var webhook = (await t.Admin.Post("/api/admin/webhooks", new { url = StockedTenant.Nowhere, events = new[] { "webhook.disabled" } })).Expect(201).Id;
                await i.Sql(
                    db,
                    t,
                    """
                    insert into webhook_delivery (tenant_id, id, webhook_id, event, event_id, body, status, finished_at, created_at)
                    values ($1, gen_random_uuid(), $2, 'x', gen_random_uuid(), '{}', 'SUCCEEDED', now() - interval '60 days', now())
                    """,
                    Guid.Parse(webhook));
                await i.Sql(db, t, "insert into webhook_pruning (tenant_id, due_at) values ($1, now()) on conflict (tenant_id) do update set due_at = now()");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from webhook_delivery where tenant_id = $1 and finished_at < now() - interval '50 days'"))),

        ["playbooks.advance_runs"] = new(
            "shared.playbook_step", "insert",
            async (_, _, t) => (await t.Admin.Post($"/api/playbooks/{await Playbook(t, "manual: true")}/run", new { })).Expect(201),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from playbook_run_due where tenant_id = $1"))),

        ["playbooks.start_on_schedule"] = new(
            "shared.playbook_run", "insert",
            async (i, db, t) =>
            {
                await Playbook(t, "schedule: 0 0 1 1 *");
                await i.Sql(db, t, "update playbook_schedule_due set due_at = now() where tenant_id = $1");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from playbook_schedule_due where tenant_id = $1 and due_at <= now()"))),

        ["playbooks.prune_runs"] = new(
            "shared.playbook_run", "delete",
            async (i, db, t) =>
            {
                var playbook = await Playbook(t, "manual: true");
                for (var run = 0; run < 2; run++)
                {
                    (await t.Admin.Post($"/api/playbooks/{playbook}/run", new { })).Expect(201);
                }

                await Eventually.Holds("the runs to end", async () => await One(i.Sql(db, t, "select count(*) from playbook_run where tenant_id = $1 and ended_at is null")) == "0");
                await i.Sql(db, t, "update playbook_run set ended_at = now() - interval '500 days' where tenant_id = $1");
                await i.Sql(db, t, "update playbook_pruning set due_at = now() where tenant_id = $1");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) - 1 from playbook_run where tenant_id = $1"))),

        ["tenancy.relocate_tenants"] = new(
            "control.tenant_relocation", "update",
            (i, db, t) => i.Sql(
                "main",
                t,
                """
                insert into control.tenant_relocation (tenant_id, id, from_kind, from_database, from_schema, to_kind, to_database, to_schema, state, asked_in, asked_at)
                values ($1, gen_random_uuid(), 'SHARED', $2, 'shared', 'SCHEMA', 'main', 'tenant_' || replace($1::text, '-', ''), 'WAITING', '00000000-0000-0000-0000-000000000000', now())
                """,
                db),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.tenant_relocation where tenant_id = $1 and ended_at is null"))),

        ["tenancy.remove_tenants"] = new(
            "shared.organization", "delete",
            async (i, _, t) =>
            {
                await t.NewOrganization();
                await i.Sql("main", t, "update control.tenant set state = 'DELETING', state_since = now(), delete_at = now() where tenant_id = $1");
            },
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.tenant where tenant_id = $1"))),

        // Its text cannot be opened; the attempt was counted before, and that is what is seen.
        ["mail.send_mails"] = new(
            "control.mail", "update",
            (i, _, t) => i.Sql("main", t, """
                insert into control.mail (tenant_id, id, recipient, subject, sealed_text, state, due_at, good_until, created_at)
                values ($1, gen_random_uuid(), 'ben@example.test', 's', '', 'WAITING', now(), now() + interval '1 day', now())
                """),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.mail where tenant_id = $1 and attempts = 0"))),

        // No name server answers, and the domain is put off by an hour.
        ["tenancy.recheck_domains"] = new(
            "control.tenant_domain", "update",
            (i, _, t) => i.Sql("main", t, """
                insert into control.tenant_domain (tenant_id, id, name, token, state, verified_at, checked_at, created_at, changed_at)
                values ($1, gen_random_uuid(), $1::text || '.example', 't', 'VERIFIED', now(), now() - interval '2 days', now(), now())
                """),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.tenant_domain where tenant_id = $1 and checked_at < now() - interval '1 day'"))),

        // Who stands alone shows nothing to anybody: it is done all the same.
        ["tenancy.publish_figures"] = new(
            "work.figures_due", "delete",
            (i, db, t) => i.Sql(db, t, "insert into figures_due (tenant_id, due_at) values ($1, now()) on conflict (tenant_id) do update set due_at = now()"),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from figures_due where tenant_id = $1"))),

        ["tenancy.measure_tenants"] = new(
            "control.tenant_usage_day", "insert",
            (i, _, t) => i.Sql("main", t, "update control.tenant_measure set due_at = now() where tenant_id = $1"),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.tenant_measure where tenant_id = $1 and due_at <= now()"))),

        ["tenancy.tell_of_trials"] = new(
            "control.tenant_trial", "update",
            (i, _, t) => i.Sql("main", t, "insert into control.tenant_trial (tenant_id, id, plan, started_at, ends_at) values ($1, gen_random_uuid(), 'ENTERPRISE', now() - interval '2 days', now() - interval '1 day')"),
            (i, _, t) => One(i.Sql("main", t, "select count(*) from control.tenant_trial where tenant_id = $1 and told_at is null"))),

        ["actions.settle_runs"] = new(
            "work.action_run_due", "delete",
            (i, db, t) => i.Sql(db, t, "insert into action_run_due (tenant_id, run_id, due_at) values ($1, gen_random_uuid(), now())"),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from action_run_due where tenant_id = $1"))),

        ["integrations.poll_feeds"] = new(
            "work.integration_feed_due", "delete",
            (i, db, t) => i.Sql(db, t, "insert into integration_feed_due (tenant_id, feed_id, due_at) values ($1, gen_random_uuid(), now())"),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from integration_feed_due where tenant_id = $1"))),

        ["integrations.prune_alerts"] = new(
            "shared.alert", "delete",
            async (i, db, t) =>
            {
                await i.Sql(db, t, """
                    insert into alert (tenant_id, id, integration_id, connector, read, key, title, severity, status, is_active, happened_at, changed_at, received_at, seen_at, state, record, data)
                    values ($1, gen_random_uuid(), $1, 'grafana', 'grafana.alerts', 'old', 'Disk', 'HIGH', 'RESOLVED', false, now(), now(), now() - interval '500 days', now(), 'CLOSED', '{}', '{}')
                    """);
                await i.Sql(db, t, "insert into integration_pruning_due (tenant_id, due_at) values ($1, now())");
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from alert where tenant_id = $1 and received_at < now() - interval '450 days'"))),

        ["tickets.scan_attachments"] = new(
            "work.ticket_attachment_due", "delete",
            (i, db, t) => i.Sql(db, t, "insert into ticket_attachment_due (tenant_id, attachment_id, due_at) values ($1, gen_random_uuid(), now())"),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from ticket_attachment_due where tenant_id = $1"))),

        ["tickets.chase_tickets"] = new(
            "work.ticket_due", "delete",
            (i, db, t) => i.Sql(db, t, "insert into ticket_due (tenant_id, ticket_id, due_at) values ($1, gen_random_uuid(), now())"),
            (i, db, t) => One(i.Sql(db, t, "select count(*) from ticket_due where tenant_id = $1"))),

        ["vault.remove_outside_secrets"] = new(
            "shared.outside_secret", "update",
            async (i, db, t) =>
            {
                var (id, host) = (Guid.CreateVersion7(), new Uri(i.Vault.Settings["Holdfast:Vault:Azure:VaultUrl"]!).Host);
                await i.Sql(db, t, "insert into outside_secret (tenant_id, id, vault, state) values ($1, $2, $3, 'REMOVING')", id, host);
                await i.Sql(db, t, "insert into outside_secret_due (tenant_id, id, due_at) values ($1, $2, now())", id);
            },
            (i, db, t) => One(i.Sql(db, t, "select count(*) from outside_secret where tenant_id = $1"))),
    };

    private static async Task<string> Playbook(TestTenant tenant, string trigger)
    {
        var text = $"name: Playbook\ntriggers:\n  - {trigger}\nsteps:\n  - id: say\n    transform: {{ format: said }}\n";
        var id = (await tenant.Admin.Post("/api/playbooks", new { text })).Expect(201).Id;
        (await tenant.Admin.Post($"/api/playbooks/{id}/publish", new { })).Expect(200);
        return id;
    }

    private static async Task<string> One(Task<List<string>> texts) => (await texts).Single();
}
