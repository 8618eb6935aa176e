using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.Modules.Playbooks;

/// <summary>What a playbook would have done by what has happened, with nothing done.</summary>
public sealed class PlaybookRehearsalTests(PlaybookServer fixture) : IAsyncLifetime
{
    private const string OnHigh = "  - event: ticket.opened\n    match: { path: trigger.severity, value: HIGH }\n";
    private PlaybookTenant desk = null!;

    private ApiClient Admin => desk.Admin;

    public async ValueTask InitializeAsync() => desk = await PlaybookTenant.New(fixture.Server);

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task What_happened_goes_through_the_steps_and_nothing_is_changed_or_sent()
    {
        await Ticket("bad", "HIGH");
        await Ticket("calm", "LOW");
        await Ticket("worse", "HIGH");
        var text = Text(
            OnHigh,
            "  - id: ask\n    approval: { ask: \"{{ trigger.subject }}?\" }\n" + PlaybookTenant.Note("note", "{{ trigger.subject }}", "    compensate: { undo: true }\n")
            + "  - id: update\n    ticket: { update: { ticket: { from: trigger.ticket }, priority: URGENT, assignee: ann } }\n"
            + "  - id: tell\n    notify: { subject: s, text: t, mail: { members: [ann] } }\n");
        var rows = new TenantRows(await fixture.Server.OwnerConnection(), "audit_");
        var before = await rows.Settled(desk.Tenant.Id);

        var heard = (await Admin.Post("/api/playbooks/rehearse", new { text })).Expect(200).Json;
        var runs = heard["runs"]!.AsArray();
        runs.Select(r => ((string?)r!["trigger"]!["subject"], (string?)r["state"], (bool)r["asks"]!)).ShouldBe([("bad", "DONE", true), ("worse", "DONE", true)]);
        Steps(runs[0]!).ShouldBe(["ask DONE", "note DONE", "update DONE", "tell DONE"]);
        var note = runs[0]!["steps"]![1]!;
        ((string?)note["through"], (string?)note["action"], (string?)note["input"]!["parameters"]!["text"]).ShouldBe(("Grafana", "Write an annotation", "bad"));
        ((int)runs[0]!["steps"]![3]!["mails"]!, (int)heard["looked"]!, (string?)heard["next"], (string?)heard["for"]!["name"]).ShouldBe((1, 3, null, "ann"));

        (await rows.Settled(desk.Tenant.Id)).ShouldBe(before);
        desk.Grafana.Effects.ShouldBe(0);
        (await desk.Tenant.Audit("playbooks.rehearse_text")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_publisher_may_not_or_a_policy_denies_is_refused_in_the_rehearsal_as_in_a_run()
    {
        await Ticket("bad", "HIGH");
        var text = Text(OnHigh, PlaybookTenant.Note("note") + "  - id: say\n    notify: { subject: s, text: t }\n");
        Steps(await Single(Admin, text)).ShouldBe(["note DONE", "say DONE"]);

        var role = (await Admin.Post("/api/roles", new { name = "Writes playbooks", permissions = new[] { "playbooks:*", "tickets:read" } })).Expect(201).Id;
        var (writer, id) = await desk.Tenant.NewUserWithId(null);
        (await Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = id, role, scope = new { level = "TENANT", id = desk.Tenant.Id } })).Expect(201);
        Refused(await Single(writer, text));

        (await Admin.Post("/api/policies", new { name = "Nothing is done", text = "forbid (principal, action == Action::\"actions:execute\", resource);", enabled = true })).Expect(201);
        Refused(await Single(Admin, text));

        // Who may not hear of tickets is told that there was something, and no more.
        (await Admin.Put($"/api/roles/{role}", new { name = "Writes playbooks", permissions = new[] { "playbooks:*" } })).Expect(200);
        var hidden = (await writer.Post("/api/playbooks/rehearse", new { text })).Expect(200);
        ((int)hidden.Json["hidden"]!, hidden.Json["runs"]!.AsArray().Count).ShouldBe((1, 0));
        hidden.Body.ShouldNotContain("bad");

        static void Refused(JsonNode run)
        {
            Steps(run).ShouldBe(["note FAILED"]);
            ((string?)run["failure"]!["code"], (string?)run["state"]).ShouldBe(("playbook.publisher_lacks_right", "FAILED"));
        }
    }

    [Fact]
    public async Task It_comes_in_parts_within_the_playbooks_limits_and_says_where_it_goes_on()
    {
        foreach (var subject in new[] { "one", "two", "three" })
        {
            await Ticket(subject, "HIGH");
        }

        var playbook = await desk.Write(Text(OnHigh, PlaybookTenant.Note("note", "{{ trigger.subject }}"), "limits: { per_hour: 2 }\n"));
        var (found, cursor) = (new List<string>(), (string?)null);
        for (var part = 0; part < 10; part++)
        {
            var answer = (await Admin.Post($"/api/playbooks/{playbook}/rehearse", new { days = 30, limit = 1, cursor })).Expect(200).Json;
            found.AddRange(answer["runs"]!.AsArray().Select(r => $"{(string?)r!["trigger"]!["subject"]} {(string?)r["state"]} {(string?)r["failure"]?["code"]}".Trim()));
            answer["runs"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(1);
            if ((cursor = (string?)answer["next"]) is null)
            {
                break;
            }
        }

        found.ShouldBe(["one DONE", "two DONE", "three REFUSED playbook.limit_reached"]);
        (await desk.Runs(playbook)).ShouldBeEmpty();

        (await Admin.Post($"/api/playbooks/{playbook}/rehearse", new { days = 400 })).Expect(400).Code.ShouldBe("playbook.bad_days");
        (await Admin.Post($"/api/playbooks/{playbook}/rehearse", new { limit = 0 })).Expect(400).Code.ShouldBe("playbook.bad_limit");
        (await Admin.Post($"/api/playbooks/{playbook}/rehearse", new { cursor = "" })).Expect(400).Code.ShouldBe("playbook.bad_cursor");
        (await Admin.Post($"/api/playbooks/{playbook}/rehearse", new { number = 7 })).Expect(404).Code.ShouldBe("playbook.version_not_found");
        (await Admin.Post("/api/playbooks/rehearse", new { text = "name: x\n" })).Expect(400).Code.ShouldBe("playbook.bad_definition");
        (await (await desk.Tenant.NewUser("READ_ONLY")).Post($"/api/playbooks/{playbook}/rehearse", new { })).Expect(403);
    }

    [Fact]
    public async Task Alerts_from_before_events_are_kept_are_known_and_it_is_said_from_when_on_events_are()
    {
        await desk.Server.Sql(
            desk.Tenant,
            """
            insert into alert (tenant_id, id, integration_id, connector, read, key, title, severity, status, is_active, happened_at, changed_at, received_at, seen_at, state, record, data)
            values ($1, gen_random_uuid(), $1, 'grafana', 'grafana.alerts', 'k', 'Passwords are tried', 'HIGH', 'NEW', true, now() - interval '5 days', now(), now() - interval '5 days', now(), 'NEW',
                    '{"device":{"uid":"m7"},"observables":[{"type":"IP_ADDRESS","value":"192.0.2.7"}]}', '{}')
            """,
            Guid.Parse(desk.Tenant.Id));
        var text = Text("  - event: alert.received\n    match: { path: trigger.severity, op: in, value: [HIGH, CRITICAL] }\n", PlaybookTenant.Note("note", "{{ trigger.title }} at {{ trigger.asset }} by {{ trigger.observables.0.value }}"));
        var answer = (await Admin.Post("/api/playbooks/rehearse", new { text, days = 10 })).Expect(200).Json;
        var run = answer["runs"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)run["source"], (string?)run["trigger"]!["title"], (string?)run["state"]).ShouldBe(("ALERT", "Passwords are tried", "DONE"));
        ((string?)run["steps"]![0]!["input"]!["parameters"]!["text"]).ShouldBe("Passwords are tried at m7 by 192.0.2.7");
        DateTimeOffset.Parse((string)answer["keptFrom"]!).ShouldBeGreaterThan(DateTimeOffset.Parse((string)run["at"]!));
        (await Admin.Post("/api/playbooks/rehearse", new { text, days = 2 })).Expect(200).Json["runs"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_waited_for_is_looked_for_in_what_happened_and_what_has_not_happened_is_waited_for_still()
    {
        var closed = await Ticket("was closed", "HIGH");
        (await Admin.Patch($"/api/tickets/{closed}", new { stage = "CLOSED" })).Expect(200);
        await Ticket("is open", "HIGH");
        var text = Text(
            OnHigh, "  - id: closed\n    timeout: 1h\n    wait: { event: ticket.closed, match: { path: received.ticket, value: { from: trigger.ticket } } }\n  - id: say\n    notify: { subject: s, text: t }\n");
        var runs = (await Admin.Post("/api/playbooks/rehearse", new { text })).Expect(200).Json["runs"]!.AsArray();
        runs.Select(r => $"{(string?)r!["trigger"]!["subject"]}: {string.Join(", ", Steps(r))}").ShouldBe(["was closed: closed DONE, say DONE", "is open: closed WAITING"]);
    }

    [Fact]
    public async Task What_somebody_starts_is_rehearsed_with_the_inputs_that_are_given()
    {
        var text = Text("  - manual: true\n", PlaybookTenant.Note("note", "for {{ inputs.who }}"), "inputs:\n  who: { type: text, required: true }\n");
        (await Admin.Post("/api/playbooks/rehearse", new { text })).Expect(400).Code.ShouldBe("playbook.bad_inputs");
        var run = (await Admin.Post("/api/playbooks/rehearse", new { text, inputs = new { who = "bob" } })).Expect(200).Json["runs"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)run["source"], (string?)run["steps"]![0]!["input"]!["parameters"]!["text"]).ShouldBe(("MANUAL", "for bob"));
    }

    private static string Text(string triggers, string steps, string more = "") => $"name: P {Guid.CreateVersion7():N}\n{more}triggers:\n{triggers}steps:\n{steps}";

    private static string[] Steps(JsonNode run) => [.. run["steps"]!.AsArray().Select(s => $"{(string?)s!["path"]} {(string?)s["state"]}")];

    private static async Task<JsonNode> Single(ApiClient by, string text) => (await by.Post("/api/playbooks/rehearse", new { text })).Expect(200).Json["runs"]!.AsArray().ShouldHaveSingleItem()!;

    private async Task<string> Ticket(string subject, string severity) => (await Admin.Post("/api/tickets", new { subject, description = "d", severity })).Expect(201).Id;
}
