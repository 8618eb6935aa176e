using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Playbooks;

/// <summary>What steps do with actions that end, tickets, mails and webhooks; and runs that an alert starts.</summary>
public sealed class PlaybookStepTests(PlaybookServer fixture) : IAsyncLifetime
{
    private PlaybookTenant desk = null!;

    private ApiClient Admin => desk.Admin;

    public async ValueTask InitializeAsync() => desk = await PlaybookTenant.New(fixture.Server);

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task What_expires_is_told_for_how_long_and_what_cannot_expire_is_refused()
    {
        var playbook = await desk.PublishManual("  - id: quiet\n    action: { integration: Grafana, action: grafana.annotate, parameters: { text: x }, expires: 2h }\n");
        var run = await desk.Finish(playbook);
        PlaybookTenant.States(run).ShouldBe(["quiet DONE"]);
        var action = (await Admin.Get($"/api/action-runs/{(string)run["steps"]![0]!["actionRun"]!}")).Expect(200).Json;
        ((long)action["expiresInSeconds"]!, DateTimeOffset.Parse((string)action["holdsUntil"]!) > TimeProvider.System.GetUtcNow().AddMinutes(110)).ShouldBe((7200, true));

        desk.Grafana.Seed(900, "old");
        var never = await desk.Finish(await desk.PublishManual("  - id: remove\n    action: { integration: Grafana, action: grafana.delete_annotation, parameters: { id: 900 }, expires: 2h }\n"));
        PlaybookTenant.Failure(never).ShouldBe("action.cannot_expire");
        var checks = (await Admin.Post("/api/playbooks/validate", new { text = "name: x\ntriggers:\n  - manual: true\nsteps:\n  - id: a\n    action: { integration: G, action: grafana.annotate, expires: 5s }\n" })).Expect(200).Json;
        ((bool)checks["valid"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_done_is_undone_by_its_inverse_when_a_later_step_fails()
    {
        var playbook = await desk.PublishManual(
            PlaybookTenant.Note("note", "mine", "    compensate: { undo: true }\n") + "  - id: broken\n    action: { integration: Nothing, action: grafana.annotate, parameters: { text: x } }\n");
        var run = await desk.Start(playbook);
        var undoing = await Eventually.Get("what undoes it", async () => (string?)(await desk.Run(run))["steps"]!.AsArray().FirstOrDefault(s => (string?)s!["path"] == "note!undo")?["actionRun"]);
        // A note is taken off only when another person allows it, in a playbook as anywhere.
        var action = (await Admin.Get($"/api/action-runs/{undoing}")).Expect(200);
        (action.Text("state"), action.Text("action")).ShouldBe(("AWAITING_APPROVAL", "grafana.delete_annotation"));
        (await (await desk.Tenant.NewUser("MANAGER")).Post($"/api/action-runs/{undoing}/approve", new { digest = action.Text("digest") })).Expect(200);
        var ended = await desk.Until(run, "FAILED");
        PlaybookTenant.States(ended).ShouldBe(["note DONE", "broken FAILED", "note!undo DONE"]);
        desk.Grafana.Annotations.ShouldBeEmpty();
        (await Admin.Get($"/api/action-runs/{(string)ended["steps"]![0]!["actionRun"]!}")).Expect(200).Text("state").ShouldBe("UNDONE");
    }

    [Fact]
    public async Task A_ticket_gets_another_priority_stage_assignee_and_words()
    {
        var ticket = await Ticket("t");
        var (_, person) = await desk.Tenant.NewUserWithId("SECURITY_ANALYST");
        var playbook = await desk.PublishManual(
            "  - id: update\n    ticket: { update: { ticket: { from: inputs.ticket }, severity: HIGH, priority: URGENT, stage: IN_PROGRESS, assignee: { from: inputs.who }, tags: [one, two] } }\n",
            "inputs:\n  ticket: { type: text, required: true }\n  who: { type: text, required: true }\n");
        PlaybookTenant.States(await desk.Finish(playbook, new { ticket, who = person })).ShouldBe(["update DONE"]);
        var after = (await Admin.Get($"/api/tickets/{ticket}")).Expect(200);
        (after.Text("severity"), after.Text("priority"), after.Text("stage"), after.Text("assigneeId"), string.Join(' ', after.Json["tags"]!.AsArray().Select(t => (string)t!)))
            .ShouldBe(("HIGH", "URGENT", "IN_PROGRESS", person, "one two"));
        PlaybookTenant.States(await desk.Finish(playbook, new { ticket, who = person })).ShouldBe(["update DONE"]);

        var stranger = await desk.Finish(playbook, new { ticket, who = "nobody at all" });
        (PlaybookTenant.Failure(stranger), (await Admin.Get($"/api/tickets/{ticket}")).Text("assigneeId")).ShouldBe(("playbook.unknown_word", person));
        PlaybookTenant.Failure(await desk.Finish(playbook, new { ticket = Guid.CreateVersion7(), who = person })).ShouldBe("ticket.not_found");
    }

    [Fact]
    public async Task Who_is_named_and_who_follows_a_ticket_get_one_mail_each()
    {
        var ticket = await Ticket("t");
        var (_, watcherId) = await desk.Tenant.NewUserWithId("SECURITY_ANALYST");
        (await Admin.Post($"/api/tickets/{ticket}/watchers", new { userId = watcherId })).Status.ShouldBeInRange(200, 204);
        var (_, member) = await desk.Tenant.NewUserWithId("READ_ONLY");
        var playbook = await desk.PublishManual(
            "  - id: tell\n    notify: { subject: Look, text: \"At {{ inputs.ticket }}.\", mail: { members: [\"{{ inputs.who }}\", ann], ticket: { from: inputs.ticket } } }\n",
            "inputs:\n  ticket: { type: text, required: true }\n  who: { type: text, required: true }\n");
        var run = await desk.Finish(playbook, new { ticket, who = member });
        ((string?)run["run"]!["state"], (int)run["steps"]![0]!["output"]!["mails"]!).ShouldBe(("DONE", 3));
        var mails = (await Admin.Get("/api/mails")).Expect(200).Json["items"]!.AsArray().Where(m => (string?)m!["subject"] == "Look").ToList();
        mails.Select(m => (string?)m!["recipient"]).Distinct().Count().ShouldBe(3);
        (await Admin.Get($"/api/mails/{(string)mails[0]!["id"]!}")).Expect(200).Text("text").ShouldContain($"At {ticket}.");
        watcherId.ShouldNotBe(member);

        PlaybookTenant.Failure(await desk.Finish(playbook, new { ticket, who = "nobody at all" })).ShouldBe("playbook.unknown_member_of_tenant");
        (await Admin.Get("/api/mails")).Expect(200).Json["items"]!.AsArray().Count(m => (string?)m!["subject"] == "Look").ShouldBe(3);
    }

    [Fact]
    public async Task A_webhook_that_is_named_is_told_once_though_it_asks_for_something_else()
    {
        await using var receiver = await Receiver.Start();
        var webhook = (await Admin.Post("/api/admin/webhooks", new { url = receiver.Url, description = "Desk", events = new[] { "webhook.disabled" } })).Expect(201);
        var playbook = await desk.PublishManual("  - id: tell\n    notify: { subject: s, text: \"It is {{ inputs.what }}.\", webhook: desk }\n", "inputs:\n  what: { type: text, default: smoke }\n");
        ((string?)(await desk.Finish(playbook))["run"]!["state"]).ShouldBe("DONE");
        var told = await receiver.Next("what the step says");
        var said = JsonNode.Parse(told.Body)!;
        ((string?)said["type"], (string?)said["data"]!["text"]).ShouldBe(("playbook.notified", "It is smoke."));

        (await Admin.Delete($"/api/admin/webhooks/{webhook.Id}")).Expect(204);
        PlaybookTenant.Failure(await desk.Finish(playbook)).ShouldBe("webhook.not_found");
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_alert_starts_a_run_that_knows_what_the_alert_says()
    {
        const string Secret = "the-secret-of-the-contact-point";
        var integration = (await Admin.Post(
            "/api/integrations", new { connector = "grafana", name = "Alerts", settings = new { url = desk.Grafana.Url }, secret = new { token = desk.Grafana.Token, webhookSecret = Secret } })).Expect(201).Id;
        var path = (await Admin.Post($"/api/integrations/{integration}/receivers", new { inbound = "grafana.alert_webhook" })).Expect(201).Text("path");
        var playbook = await desk.Publish(
            "  - event: alert.received\n    match: { all: [{ path: trigger.title, op: starts_with, value: Disk }, { path: trigger.isNew, value: true }, { path: trigger.connector, value: grafana }] }\n",
            PlaybookTenant.Note("note", "{{ trigger.title }} by {{ trigger.connector }}"));
        var now = TimeProvider.System.GetUtcNow();
        var (headers, body) = GrafanaServer.Document(Secret, now, new GrafanaAlert("Disk", now.AddMinutes(-1)), new GrafanaAlert("Load", now.AddMinutes(-1)));
        (await (await fixture.Server.Anonymous()).Send(HttpMethod.Post, path, new ByteArrayContent(body), headers.Select(h => (h.Key, h.Value)).ToArray())).Expect(200);
        var run = await Eventually.Get("a run", async () => (await desk.Runs(playbook)).FirstOrDefault());
        await desk.Until((string)run!["id"]!, "DONE");
        desk.Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("Disk by grafana");
    }

    [Fact]
    public async Task Old_runs_are_removed_and_the_newest_of_each_playbook_stays()
    {
        var (one, other) = (await desk.PublishManual("  - id: say\n    transform: { format: said }\n"), await desk.PublishManual("  - id: say\n    transform: { format: said }\n"));
        foreach (var playbook in new[] { one, one, other })
        {
            await desk.Finish(playbook);
        }

        var kept = (string)(await desk.Runs(one))[0]!["id"]!;
        var tenant = Guid.Parse(desk.Tenant.Id);
        await desk.Server.Sql(desk.Tenant, "update playbook_run set ended_at = ended_at - interval '91 days' where tenant_id = $1", tenant);
        await desk.Server.Sql(desk.Tenant, "update playbook_pruning set due_at = now() where tenant_id = $1", tenant);
        await desk.Server.Work("playbooks.prune_runs");
        await Eventually.Holds("the old run to go", async () => (await desk.Runs(one)).Count == 1);
        ((string?)(await desk.Runs(one)).Single()!["id"], (await desk.Runs(other)).Count).ShouldBe((kept, 1));
        (await desk.Server.Sql(desk.Tenant, "select count(*) from playbook_step where tenant_id = $1", tenant)).Single().ShouldBe("2");
    }

    private async Task<string> Ticket(string subject) => (await Admin.Post("/api/tickets", new { subject, description = "d", severity = "LOW" })).Expect(201).Id;
}
