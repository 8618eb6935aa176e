using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class ExecuteTicketTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task An_executed_ticket_has_when_and_what_and_the_product_has_the_annotation()
    {
        var id = (await Open(action: Annotate(await Integrate(), "noted by hand"))).Id;
        var executed = (await Execute(id)).Expect(200);
        (executed.Text("execution"), (bool)executed.Json["executing"]!, (int)executed.Json["attempts"]!).ShouldBe(("EXECUTED", false, 1));
        executed.Json["executedAt"].ShouldNotBeNull();
        ((long)executed.Json["result"]!["id"]!).ShouldBe(1);
        executed.Json["failure"].ShouldBeNull();
        Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("noted by hand");
        (await Get(id)).Body.ShouldBe(executed.Body);
        (await Events()).ShouldContain("ticket.executed");

        (await Execute(id)).Expect(409).Code.ShouldBe("ticket.already_executed");
        (await Execute(id, new { derive = new { to = "ann" } })).Expect(409).Code.ShouldBe("ticket.already_executed");
        Grafana.Annotations.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_intent_is_in_the_audit_log_before_the_outcome()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        (await Execute(id)).Expect(200);
        var entries = await Tenant.Audit("tickets.execute_ticket", atLeast: 2);
        entries.Select(e => (string?)e!["outcome"]).ShouldBe(["SUCCESS", "INTENT"]);
        entries.ShouldAllBe(e => (string?)e!["resource"]!["id"] == id && (string?)e["actor"]!["id"] == Tenant.AdminId);
        ((bool)entries[1]!["after"]!["executing"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_ticket_says_why_and_can_be_executed_again_under_the_same_reference()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        Grafana.Fault = ProductFault.DropAfterwards;
        var failed = (await Execute(id)).Expect(200);
        (failed.Text("execution"), (string?)failed.Json["failure"]!["code"]).ShouldBe(("FAILED", "grafana.connection_broken"));
        Grafana.Fault = ProductFault.None;
        var executed = (await Execute(id)).Expect(200);
        (executed.Text("execution"), (int)executed.Json["attempts"]!, executed.Json["failure"]).ShouldBe(("EXECUTED", 2, null));
        Grafana.Annotations.Select(a => a.Tags.Single(t => t.StartsWith("ref:", StringComparison.Ordinal))).Distinct().ShouldHaveSingleItem();
        (await Events()).Where(e => e is "ticket.failed" or "ticket.executed").ShouldBe(["ticket.failed", "ticket.executed"]);
        (await Tenant.Audit("tickets.execute_ticket", atLeast: 4)).Select(e => ((string?)e!["outcome"], (string?)e["error"]))
            .ShouldBe([("SUCCESS", null), ("INTENT", null), ("FAILURE", "grafana.connection_broken"), ("INTENT", null)]);
    }

    [Fact]
    public async Task A_token_that_lacks_the_right_fails_with_grafanas_words_and_without_the_token()
    {
        var id = (await Open(action: Annotate(await Integrate(Grafana.ReadOnlyToken)))).Id;
        var failed = (await Execute(id)).Expect(200);
        ((string?)failed.Json["failure"]!["code"]).ShouldBe("grafana.forbidden");
        ((string?)failed.Json["failure"]!["detail"]).ShouldNotBeNull().ShouldContain("annotations:create");
        Grafana.Fault = ProductFault.EchoSecret;
        (await Execute(id)).Expect(200).Body.ShouldNotContain(Grafana.ReadOnlyToken);
        (await Admin.Get("/api/audit?limit=200")).Body.ShouldNotContain(Grafana.ReadOnlyToken);
    }

    [Fact]
    public async Task A_ticket_can_be_handed_on_to_somebody()
    {
        var id = (await Open()).Id;
        var derived = (await Execute(id, new { derive = new { to = "the network team", note = "Port 22 is open." } })).Expect(200);
        (derived.Text("execution"), derived.Text("derivedTo"), derived.Text("derivedNote")).ShouldBe(("DERIVED", "the network team", "Port 22 is open."));
        (await Execute(id)).Expect(409).Code.ShouldBe("ticket.already_derived");
        (await Events()).ShouldContain("ticket.derived");
        (await Execute((await Open()).Id, new { derive = new { to = " " } })).Expect(400).Code.ShouldBe("ticket.bad_text");
    }

    [Fact]
    public async Task Without_an_integration_that_can_do_it_the_ticket_goes_to_a_person()
    {
        await Integrate(tested: false);
        var derived = (await Execute((await Open()).Id)).Expect(200);
        derived.Text("execution").ShouldBe("DERIVED");
        derived.Text("derivedTo").ShouldContain("a person");

        var integration = await Integrate();
        var id = (await Open(action: Annotate(integration))).Id;
        (await Admin.Delete($"/api/integrations/{integration}")).Expect(204);
        (await Execute(id)).Expect(200).Text("execution").ShouldBe("DERIVED");
        Grafana.Annotations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ticket_without_an_action_is_noted_on_grafana()
    {
        await Integrate();
        var executed = (await Execute((await Open("Look at web-1")).Id)).Expect(200);
        executed.Text("execution").ShouldBe("EXECUTED");
        Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("[HIGH] #1 Look at web-1: Somebody said so.");
    }

    [Fact]
    public async Task An_action_in_the_request_becomes_the_tickets_own()
    {
        var integration = await Integrate();
        var id = (await Open()).Id;
        (await Execute(id, new { action = Annotate(integration, "other"), derive = new { to = "ann" } })).Expect(400).Code.ShouldBe("ticket.action_or_derive");
        var executed = (await Execute(id, new { action = Annotate(integration, "other") })).Expect(200);
        ((string?)executed.Json["action"]!["parameters"]!["text"], (string?)executed.Json["action"]!["connector"]).ShouldBe(("other", "grafana"));
    }

    [Fact]
    public async Task Of_many_who_execute_at_once_one_does()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Execute(id)));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Status == 409);
        Grafana.Annotations.Count.ShouldBe(1);
        Grafana.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task While_it_is_executed_nobody_else_decides_and_when_its_process_is_gone_nobody_knows_what_came_of_it()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        Grafana.Fault = ProductFault.Slow;
        var running = Execute(id);
        await Eventually.Holds("the product to be asked", () => Task.FromResult(Grafana.Requests.Any(r => r.Method == "POST")));
        ((bool)(await Get(id)).Json["executing"]!).ShouldBeTrue();
        (await Execute(id)).Expect(409).Code.ShouldBe("ticket.executing");
        (await Admin.Patch($"/api/tickets/{id}", new { stage = "CLOSED" })).Expect(409).Code.ShouldBe("ticket.executing");
        (await Admin.Delete($"/api/tickets/{id}")).Expect(409).Code.ShouldBe("ticket.executing");

        // The lease is over before the call is, as if the process that waits were gone.
        await EndLease(id);
        var lost = await Eventually.Get("the execution to be taken for lost", async () =>
        {
            await Reconcile();
            var ticket = await Get(id);
            return ticket.Text("execution") == "FAILED" ? ticket : null;
        });
        ((string?)lost.Json["failure"]!["code"], (bool)lost.Json["executing"]!).ShouldBe(("ticket.outcome_unknown", false));
        Grafana.Requests.Count(r => r.Method == "POST").ShouldBe(1);
        var entry = (await Tenant.Audit("actions.settle_runs"))[0]!;
        ((string?)entry["outcome"], (string?)entry["error"], (string?)entry["actor"]!["kind"]).ShouldBe(("FAILURE", "action.outcome_unknown", "SYSTEM"));

        // It was only slow: what it says in the end is the truth.
        (await running).Expect(200);
        ((string?)(await Get(id)).Json["failure"]!["code"]).ShouldBe("connector.timed_out");
    }

    [Fact]
    public async Task What_is_executed_is_written_down_also_when_the_caller_has_gone()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        Grafana.Fault = ProductFault.Slow;
        using var http = new HttpClient { BaseAddress = Admin.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Admin.Token);
        using var gone = new CancellationTokenSource();
        var call = http.PostAsync($"/api/tickets/{id}/execute", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), gone.Token);
        await Eventually.Holds("the product to be asked", () => Task.FromResult(Grafana.Requests.Any(r => r.Method == "POST")));
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await Eventually.Holds("the outcome", async () => (string?)(await Get(id)).Json["failure"]?["code"] == "connector.timed_out");
    }

    [Fact]
    public async Task A_reader_may_not_execute()
    {
        var id = (await Open(action: Annotate(await Integrate()))).Id;
        (await (await Tenant.NewUser("READ_ONLY")).Post($"/api/tickets/{id}/execute")).Expect(403);
        (await (await Tenant.NewUser("USER")).Post($"/api/tickets/{id}/execute")).Expect(200);
    }

    private async Task EndLease(string id)
    {
        var run = Guid.Parse((await Get(id)).Text("runId"));
        await Server.Sql(Tenant, "update action_run set due_at = now() where id = $1", run);
        await Server.Sql(Tenant, "update action_run_due set due_at = now() where run_id = $1", run);
    }

    private Task Reconcile() => Server.Work("actions.settle_runs");
}
