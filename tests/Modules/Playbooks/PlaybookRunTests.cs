using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Playbooks;

public sealed class PlaybookRunTests(PlaybookServer fixture) : IAsyncLifetime
{
    private PlaybookTenant desk = null!;

    private ApiClient Admin => desk.Admin;

    public async ValueTask InitializeAsync() => desk = await PlaybookTenant.New(fixture.Server);

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_run_does_its_steps_in_order_each_once_and_shows_what_each_answered()
    {
        var playbook = await desk.PublishManual(
            PlaybookTenant.Note("note", "for {{ inputs.who }}") + "  - id: say\n    notify: { subject: \"note {{ steps.note.output.result.id }}\", text: t }\n", "inputs:\n  who: { type: text, required: true }\n");
        (await Admin.Post($"/api/playbooks/{playbook}/run", new { inputs = new { whom = "x" } })).Expect(400).Json["errors"]!.AsObject().Select(f => f.Key).ShouldBe(["inputs.whom", "inputs.who"]);
        var run = await desk.Finish(playbook, new { who = "bob" });
        PlaybookTenant.States(run).ShouldBe(["note DONE", "say DONE"]);
        desk.Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("for bob");
        ((string)run["steps"]![1]!["input"]!["subject"]!).ShouldBe("note 1");

        var action = (await Admin.Get($"/api/action-runs/{(string)run["steps"]![0]!["actionRun"]!}")).Expect(200).Json;
        ((string)action["origin"]!["kind"]!, (string)action["requestedBy"]!["onBehalfOf"]!).ShouldBe(("playbook-run", desk.Tenant.AdminId));
        (await Events("playbook")).ShouldBe(["playbook.published", "playbook.run_started", "playbook.notified", "playbook.run_done"]);
        ((string)(await desk.Tenant.Audit("playbooks.advance_runs", atLeast: 2))[0]!["outcome"]!).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task Steps_open_tickets_say_something_about_them_and_close_them()
    {
        var playbook = await desk.PublishManual("""
              - id: open
                ticket:
                  open: { subject: "Address {{ inputs.address }}", severity: HIGH, tags: [blocked], observables: [{ kind: ADDRESS, value: { from: inputs.address } }] }
              - id: say
                comment: { ticket: { from: steps.open.output.ticket }, text: "It was number {{ steps.open.output.number }}." }
              - id: close
                ticket: { close: { ticket: { from: steps.open.output.ticket }, reason: FALSE_POSITIVE, resolution: It is ours. } }

            """, "inputs:\n  address: { type: address, required: true }\n");
        var run = await desk.Finish(playbook, new { address = "198.51.100.7" });
        PlaybookTenant.States(run).ShouldBe(["open DONE", "say DONE", "close DONE"]);
        var id = (string)run["steps"]![0]!["output"]!["ticket"]!;
        var ticket = (await Admin.Get($"/api/tickets/{id}")).Expect(200);
        (ticket.Text("subject"), ticket.Text("stage"), ticket.Text("closingReason"), ticket.Text("source")).ShouldBe(("Address 198.51.100.7", "CLOSED", "FALSE_POSITIVE", "AUTOMATION"));
        (await Admin.Get($"/api/tickets/{id}/comments")).Json["items"]![0]!["text"]!.GetValue<string>().ShouldBe($"It was number {ticket.Json["number"]}.");
        (await Admin.Get($"/api/tickets/{id}/observables")).Body.ShouldContain("198.51.100.7");
    }

    [Fact]
    public async Task A_word_that_tickets_do_not_have_fails_the_step_and_opens_nothing()
    {
        var playbook = await desk.PublishManual("  - id: open\n    ticket: { open: { subject: s, severity: TERRIBLE } }\n");
        var run = await desk.Finish(playbook);
        PlaybookTenant.States(run).ShouldBe(["open FAILED"]);
        ((string)run["steps"]![0]!["failure"]!["code"]!).ShouldBe("playbook.unknown_word");
        (await Admin.Get("/api/tickets")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_matches_starts_a_run_once_and_another_does_not()
    {
        var playbook = await desk.Publish("  - event: ticket.opened\n    match: { path: trigger.severity, value: HIGH }\n", PlaybookTenant.Note("note", "{{ trigger.subject }}"));
        await Ticket("calm", "LOW");
        await Ticket("bad", "HIGH");
        var run = await Eventually.Get("a run", async () => (await desk.Runs(playbook)).FirstOrDefault());
        await desk.Until((string)run!["id"]!, "DONE");
        desk.Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("bad");
        // As if the event came again.
        await desk.Server.Sql(desk.Tenant, "insert into event_pending (tenant_id, handler, seq, due_at) select tenant_id, 'playbooks.start_runs_on_events', seq, now() from event where tenant_id = $1 and name = 'ticket.opened'", Guid.Parse(desk.Tenant.Id));
        await Eventually.Holds("the events to be handled again", async () => (await desk.Server.Sql(desk.Tenant, "select count(*) from event_pending where tenant_id = $1", Guid.Parse(desk.Tenant.Id))).Single() == "0");
        (await desk.Runs(playbook)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_ends_by_its_event_and_the_run_goes_on_with_what_it_says()
    {
        var ticket = await Ticket("waits", "LOW");
        var playbook = await desk.PublishManual(
            "  - id: closed\n    timeout: 1h\n    wait: { event: ticket.closed, match: { path: received.ticket, value: { from: inputs.ticket } } }\n" + PlaybookTenant.Note("note", "{{ steps.closed.output.subject }}"),
            "inputs:\n  ticket: { type: text, required: true }\n");
        var run = await desk.Start(playbook, new { ticket });
        await desk.Until(run, "WAITING");
        await Close(await Ticket("another", "LOW"));
        await Close(ticket);
        await desk.Until(run, "DONE");
        desk.Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("waits");
    }

    [Fact]
    public async Task A_step_that_asks_is_allowed_by_another_person_than_who_published_and_started_it()
    {
        var playbook = await desk.PublishManual("  - id: ask\n    approval: { ask: \"May it?\" }\n" + PlaybookTenant.Note("note"));
        var run = await desk.Start(playbook);
        await desk.Until(run, "WAITING");
        (await Events("playbook")).ShouldContain("playbook.run_waiting");
        (await Admin.Post($"/api/playbook-runs/{run}/approvals/ask/approve")).Expect(409).Code.ShouldBe("playbook.other_person_needed");
        (await Admin.Post($"/api/playbook-runs/{run}/approvals/note/approve")).Expect(404).Code.ShouldBe("playbook.step_not_found");
        (await (await desk.Tenant.NewUser("SECURITY_ANALYST")).Post($"/api/playbook-runs/{run}/approvals/ask/approve")).Expect(403);
        desk.Grafana.Effects.ShouldBe(0);
        var other = await desk.Tenant.NewUser("MANAGER");
        ((bool)(await Asking(Admin))["mayAllow"]!).ShouldBeFalse();
        var asked = await Asking(other);
        ((string?)asked["ask"], (string?)asked["step"], (string?)asked["run"], (bool)asked["mayAllow"]!).ShouldBe(("May it?", "ask", run, true));
        (await (await desk.Tenant.NewUser("SECURITY_ANALYST")).Get("/api/playbook-approvals")).Expect(403);
        (await other.Post($"/api/playbook-runs/{run}/approvals/ask/approve")).Expect(200);
        (await other.Post($"/api/playbook-runs/{run}/approvals/ask/reject")).Expect(409).Code.ShouldBe("playbook.not_waiting");
        await desk.Until(run, "DONE");
        desk.Grafana.Effects.ShouldBe(1);
        (await Admin.Get("/api/playbook-approvals")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();

        var refused = await desk.Start(playbook);
        await desk.Until(refused, "WAITING");
        (await Admin.Post($"/api/playbook-runs/{refused}/approvals/ask/reject")).Expect(200);
        PlaybookTenant.Failure(await desk.Until(refused, "FAILED")).ShouldBe("playbook.rejected");
    }

    [Fact]
    public async Task A_destructive_action_waits_until_another_person_has_approved_its_run()
    {
        desk.Grafana.Seed(900, "old");
        var playbook = await desk.PublishManual("  - id: remove\n    action: { integration: Grafana, action: grafana.delete_annotation, parameters: { id: 900 } }\n");
        var run = await desk.Start(playbook);
        var waiting = await Eventually.Get("its action run", async () => (string?)(await desk.Run(run))["steps"]!.AsArray().FirstOrDefault()?["actionRun"]);
        var action = (await Admin.Get($"/api/action-runs/{waiting}")).Expect(200);
        action.Text("state").ShouldBe("AWAITING_APPROVAL");
        var body = new { digest = action.Text("digest") };
        // The playbook acts for who published it: they do not approve what it asks for.
        (await Admin.Post($"/api/action-runs/{waiting}/approve", body)).Expect(409).Code.ShouldBe("action.other_person_needed");
        (await (await desk.Tenant.NewUser("MANAGER")).Post($"/api/action-runs/{waiting}/approve", body)).Expect(200);
        await desk.Until(run, "DONE");
        desk.Grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_done_is_compensated_when_a_later_step_fails()
    {
        var playbook = await desk.PublishManual(
            PlaybookTenant.Note("first", "one", "    compensate: { integration: Grafana, action: grafana.annotate, parameters: { text: \"takes back {{ steps.first.output.result.id }}\" } }\n")
            + PlaybookTenant.Note("second", "two", "    compensate: { integration: Grafana, action: grafana.annotate, parameters: { text: \"takes back {{ steps.second.output.result.id }}\" } }\n")
            + "  - id: broken\n    action: { integration: Nothing, action: grafana.annotate, parameters: { text: x } }\n");
        var run = await desk.Finish(playbook);
        (PlaybookTenant.Failure(run), (string)run["run"]!["state"]!).ShouldBe(("playbook.unknown_action", "FAILED"));
        desk.Grafana.Annotations.Select(a => a.Text).ShouldBe(["one", "two", "takes back 2", "takes back 1"]);
        PlaybookTenant.States(run).ShouldBe(["first DONE", "second DONE", "broken FAILED", "second!undo DONE", "first!undo DONE"]);
    }

    [Fact]
    public async Task A_run_is_held_goes_on_and_is_ended()
    {
        var playbook = await desk.PublishManual("  - id: rest\n    wait: { duration: 1s }\n" + PlaybookTenant.Note("note"));
        var run = await desk.Start(playbook);
        (await Admin.Post($"/api/playbook-runs/{run}/pause")).Expect(200);
        await desk.Until(run, "PAUSED");
        (await Admin.Post($"/api/playbook-runs/{run}/resume")).Expect(200);
        (await Admin.Post($"/api/playbook-runs/{run}/resume")).Code.ShouldBeOneOf("playbook.not_paused", "playbook.run_ended");
        await desk.Until(run, "DONE");
        (await Admin.Post($"/api/playbook-runs/{run}/cancel")).Expect(409).Code.ShouldBe("playbook.run_ended");

        var ended = await desk.Start(await desk.PublishManual("  - id: rest\n    wait: { duration: 1h }\n" + PlaybookTenant.Note("note")));
        await desk.Until(ended, "WAITING");
        (await Admin.Post($"/api/playbook-runs/{ended}/cancel")).Expect(200);
        PlaybookTenant.States(await desk.Until(ended, "CANCELLED")).ShouldBe(["rest CANCELLED"]);
        desk.Grafana.Effects.ShouldBe(1);
        (await Admin.Delete($"/api/playbooks/{playbook}")).Expect(204);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_publisher_who_may_no_more_does_nothing_more(bool isDisabled)
    {
        var (manager, id) = await desk.Tenant.NewUserWithId("MANAGER");
        var playbook = await desk.PublishManual(PlaybookTenant.Note("note"), by: manager);
        ((string)(await desk.Finish(playbook))["run"]!["state"]!).ShouldBe("DONE");
        (await Admin.Put($"/api/users/{id}", new { username = $"user {Guid.CreateVersion7():N}", role = isDisabled ? "MANAGER" : "READ_ONLY", status = isDisabled ? "DISABLED" : "ACTIVE" })).Expect(200);
        var run = await desk.Finish(playbook);
        (PlaybookTenant.Failure(run), PlaybookTenant.States(run).Single()).ShouldBe(("playbook.publisher_lacks_right", "note FAILED"));
        desk.Grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task An_action_that_takes_more_is_done_only_for_a_publisher_who_has_that_then()
    {
        desk.Grafana.SeedRule("r", isPaused: false);
        string[] without = ["playbooks:*", "integrations:read", "actions:read", "actions:execute"];
        var role = (await Admin.Post("/api/roles", new { name = "Runs steps", permissions = without })).Expect(201).Id;
        var (publisher, id) = await desk.Tenant.NewUserWithId(null);
        (await Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = id, role, scope = new { level = "TENANT", id = desk.Tenant.Id } })).Expect(201);
        var playbook = await desk.PublishManual("  - id: pause\n    action: { integration: Grafana, action: grafana.pause_rule, parameters: { rule: r } }\n", by: publisher);
        Lacking(await desk.Finish(playbook));

        // They had it when the action was planned, and have it no more when it was approved: the approval allows the action and not the person.
        (await Admin.Put($"/api/roles/{role}", new { name = "Runs steps", permissions = without.Append("actions:configure") })).Expect(200);
        var run = await desk.Start(playbook);
        var waiting = await Eventually.Get("its action run", async () => (string?)(await desk.Run(run))["steps"]!.AsArray().FirstOrDefault()?["actionRun"]);
        (await Admin.Put($"/api/roles/{role}", new { name = "Runs steps", permissions = without })).Expect(200);
        var action = (await Admin.Get($"/api/action-runs/{waiting}")).Expect(200);
        (await Admin.Post($"/api/action-runs/{waiting}/approve", new { digest = action.Text("digest") })).Expect(200);
        Lacking(await desk.Until(run, "DONE", "FAILED"));
        desk.Grafana.Rule("r").ToJsonString().ShouldContain("\"isPaused\":false");

        static void Lacking(System.Text.Json.Nodes.JsonNode ended)
        {
            (PlaybookTenant.Failure(ended), PlaybookTenant.States(ended).Single()).ShouldBe(("playbook.publisher_lacks_right", "pause FAILED"));
            ((string?)ended["run"]!["failure"]!["detail"])!.ShouldContain("actions:configure");
        }
    }

    [Fact]
    public async Task A_playbook_that_starts_itself_is_stopped_and_it_is_said_once()
    {
        var playbook = await desk.Publish("  - event: playbook.notified\n  - event: action.done\n  - manual: true\n", PlaybookTenant.Note("note") + "  - id: say\n    notify: { subject: s, text: t }\n");
        var other = await desk.Publish("  - event: playbook.notified\n", "  - id: say\n    notify: { subject: s, text: t }\n");
        await desk.Finish(playbook);
        var refused = await Eventually.Get("the refusal", async () => (await Admin.Get("/api/playbook-runs?state=REFUSED")).Expect(200).Json["items"]!.AsArray() is { Count: > 1 } all ? all : null);
        refused.ShouldAllBe(r => (string?)r!["failure"]!["code"] == "playbook.triggers_itself");
        await Eventually.Holds("all events to be handled", async () => (await desk.Server.Sql(desk.Tenant, "select count(*) from event_pending where tenant_id = $1", Guid.Parse(desk.Tenant.Id))).Single() == "0");
        // It was started by a person and, by nobody's run, not again; the other by its saying, and not by its own.
        (await desk.Runs(playbook)).Count(r => (string?)r!["state"] == "DONE").ShouldBe(1);
        (await desk.Runs(other)).Count(r => (string?)r!["state"] == "DONE").ShouldBe(1);
        (await desk.Runs(playbook)).Count(r => (string?)r!["state"] == "REFUSED").ShouldBe(1);
        ((long)(await Admin.Get($"/api/playbooks/{playbook}")).Expect(200).Json["playbook"]!["refused"]!).ShouldBeGreaterThan(1);
        desk.Grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_runs_begin_in_an_hour_than_the_playbook_allows_and_no_more_go_on_at_a_time()
    {
        var playbook = await desk.PublishManual("  - id: rest\n    wait: { duration: 1h }\n", "limits: { concurrent: 1, per_hour: 2 }\n");
        var (first, second) = (await desk.Start(playbook), await desk.Start(playbook));
        (await Admin.Post($"/api/playbooks/{playbook}/run", new { })).Expect(429).Code.ShouldBe("playbook.limit_reached");
        await desk.Until(first, "WAITING");
        ((string)(await desk.Run(second))["run"]!["state"]!).ShouldBe("QUEUED");
        (await Admin.Post($"/api/playbook-runs/{first}/cancel")).Expect(200);
        await desk.Until(second, "WAITING");
        ((long)(await Admin.Get($"/api/playbooks/{playbook}")).Expect(200).Json["playbook"]!["refused"]!).ShouldBe(1);
        (await Admin.Delete($"/api/playbooks/{playbook}")).Expect(409).Code.ShouldBe("playbook.has_runs");
    }

    [Fact]
    public async Task A_schedule_starts_one_run_for_all_the_times_that_passed()
    {
        var playbook = await desk.Publish("  - schedule: \"* * * * *\"\n", PlaybookTenant.Note("note"));
        await desk.Server.Sql(desk.Tenant, "update playbook_schedule_due set due_at = now() - interval '3 hours' where tenant_id = $1", Guid.Parse(desk.Tenant.Id));
        var run = await Eventually.Get("a run", async () => (await desk.Runs(playbook)).FirstOrDefault());
        ((string)(await desk.Until((string)run!["id"]!, "DONE"))["run"]!["cause"]!).ShouldBe("SCHEDULE");
        (await desk.Server.Sql(desk.Tenant, "select (due_at > now() - interval '1 minute')::text from playbook_schedule_due where tenant_id = $1", Guid.Parse(desk.Tenant.Id))).Single().ShouldBe("true");
        (await Admin.Post($"/api/playbooks/{playbook}/run", new { })).Expect(409).Code.ShouldBe("playbook.not_manual");
    }

    [Fact]
    public async Task A_run_is_replayed_against_another_version_and_nothing_is_done()
    {
        var playbook = await desk.PublishManual(
            "  - id: ask\n    approval: { ask: q, not_publisher: false, not_starter: false }\n" + PlaybookTenant.Note("note", "for {{ inputs.who }}"), "inputs:\n  who: { type: text, required: true }\n");
        var run = await desk.Start(playbook, new { who = "bob" });
        await desk.Until(run, "WAITING");
        (await Admin.Post($"/api/playbook-runs/{run}/approvals/ask/approve")).Expect(200);
        await desk.Until(run, "DONE");
        var same = (await Admin.Post($"/api/playbook-runs/{run}/replay", new { })).Expect(200).Json;
        ((bool)same["differs"]!, (string)same["state"]!).ShouldBe((false, "DONE"));

        var text = (string)(await Admin.Get($"/api/playbooks/{playbook}")).Expect(200).Json["text"]!;
        var changed = text.Replace("for {{", "not for {{", StringComparison.Ordinal) + "  - id: also\n    when: { path: steps.note.output.result.id, value: 1 }\n    notify: { subject: s, text: t }\n";
        (await Admin.Put($"/api/playbooks/{playbook}", new { text = changed })).Expect(200);
        var other = (await Admin.Post($"/api/playbook-runs/{run}/replay", new { number = 2 })).Expect(200).Json;
        other["steps"]!.AsArray().Select(s => $"{(string?)s!["path"]} {(string?)s["was"]} {(string?)s["now"]} {(bool)s["differs"]!}").ShouldBe(
            ["ask DONE DONE False", "note DONE DONE True", "also  DONE True"]);
        (await Admin.Post($"/api/playbook-runs/{run}/replay", new { number = 9 })).Expect(404).Code.ShouldBe("playbook.version_not_found");
        (desk.Grafana.Effects, (await Events("playbook")).Contains("playbook.notified")).ShouldBe((1, false));
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> Asking(ApiClient by) => (await by.Get("/api/playbook-approvals")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;

    private async Task<string> Ticket(string subject, string severity) => (await Admin.Post("/api/tickets", new { subject, description = "d", severity })).Expect(201).Id;

    private async Task Close(string ticket) => (await Admin.Send(HttpMethod.Patch, $"/api/tickets/{ticket}", new { stage = "CLOSED" })).Expect(200);

    private Task<List<string>> Events(string area) => desk.Server.Sql(desk.Tenant, "select name from event where tenant_id = $1 and name like $2 order by seq", Guid.Parse(desk.Tenant.Id), area + ".%");
}
