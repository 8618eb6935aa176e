using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Actions;

public sealed class ActionRunApiTests(ActionsServer fixture) : IAsyncLifetime
{
    private GrafanaServer grafana = null!;
    private TestTenant tenant = null!;
    private string integration = null!;

    private TestServer Server => fixture.Server;

    private ApiClient Admin => tenant.Admin;

    public async ValueTask InitializeAsync()
    {
        grafana = await GrafanaServer.Start();
        tenant = await Server.NewTenant();
        integration = (await Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201).Id;
    }

    public async ValueTask DisposeAsync() => await grafana.DisposeAsync();

    [Fact]
    public async Task What_can_be_done_is_listed_with_its_risk_and_what_it_takes()
    {
        var actions = System.Text.Json.Nodes.JsonNode.Parse((await Admin.Get("/api/actions")).Expect(200).Body)!.AsArray();
        actions.Select(a => ((string?)a!["action"], (string?)a["risk"], (bool)a["needsApproval"]!, (string?)a["inverse"], (string?)a["through"])).ShouldBe(
        [
            ("grafana.annotate", "LOW", false, "grafana.delete_annotation", integration),
            ("grafana.delete_annotation", "DESTRUCTIVE", true, null, integration),
            ("grafana.silence", "LOW", false, "grafana.unsilence", integration),
            ("grafana.unsilence", "LOW", false, "grafana.silence", integration),
            ("grafana.pause_rule", "HIGH", false, "grafana.resume_rule", integration),
            ("grafana.resume_rule", "LOW", false, "grafana.pause_rule", integration),
        ]);
        actions[0]!["parameters"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_plan_changes_nothing_a_start_does_it_once_and_the_log_has_intent_and_outcome()
    {
        var planned = await Plan();
        (planned.Text("state"), planned.Text("risk"), planned.Text("digest").Length).ShouldBe(("PLANNED", "LOW", 64));
        ((string?)planned.Json["difference"]!["add"]!["text"]).ShouldBe("noted");
        planned.Headers["Location"].ShouldBe($"/api/action-runs/{planned.Id}");
        grafana.Effects.ShouldBe(0);

        var done = (await Do(planned.Id, "start")).Expect(200);
        (done.Text("state"), (long)done.Json["result"]!["id"]!, (bool)done.Json["canBeUndone"]!).ShouldBe(("DONE", 1L, true));
        grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("noted");
        (await Do(planned.Id, "start")).Expect(409).Code.ShouldBe("action.not_startable");
        (await Admin.Get($"/api/action-runs/{planned.Id}")).Expect(200).Body.ShouldBe(done.Body);
        grafana.Effects.ShouldBe(1);

        (await tenant.Audit("actions.start_run", atLeast: 3)).Select(e => (string?)e!["outcome"]).ShouldBe(["FAILURE", "SUCCESS", "INTENT"]);
        (await tenant.Audit("actions.plan_run"))[0]!["resource"]!["id"]!.GetValue<string>().ShouldBe(planned.Id);
        (await Events()).ShouldBe(["action.planned", "action.started", "action.done"]);
    }

    [Fact]
    public async Task Of_many_who_start_at_once_one_does()
    {
        var id = (await Plan()).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Do(id, "start")));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Code == "action.not_startable");
        grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_destructive_waits_until_another_person_approves_the_plan_that_was_shown()
    {
        grafana.Seed(900, "old");
        var waiting = await Plan("grafana.delete_annotation", new { id = 900 });
        (waiting.Text("state"), (string?)waiting.Json["difference"]!["remove"]!["text"]).ShouldBe(("AWAITING_APPROVAL", "old"));
        (await Do(waiting.Id, "start")).Expect(409).Code.ShouldBe("action.approval_needed");
        var digest = waiting.Text("digest");
        (await Do(waiting.Id, "approve", new { digest })).Expect(409).Code.ShouldBe("action.other_person_needed");
        var manager = await tenant.NewUser("MANAGER");
        (await manager.Post($"/api/action-runs/{waiting.Id}/approve", new { digest = new string('0', 64) })).Expect(409).Code.ShouldBe("action.other_plan");
        (await (await tenant.NewUser("USER")).Post($"/api/action-runs/{waiting.Id}/approve", new { digest })).Expect(403);
        var approved = (await manager.Post($"/api/action-runs/{waiting.Id}/approve", new { digest })).Expect(200);
        (approved.Text("state"), (string?)approved.Json["approval"]!["digest"]).ShouldBe(("PLANNED", digest));
        grafana.Effects.ShouldBe(0);
        (await Do(waiting.Id, "start")).Expect(200).Text("state").ShouldBe("DONE");
        grafana.Annotations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_rejected_cannot_be_started()
    {
        grafana.Seed(900, "old");
        var waiting = await Plan("grafana.delete_annotation", new { id = 900 });
        (await (await tenant.NewUser("MANAGER")).Post($"/api/action-runs/{waiting.Id}/reject")).Expect(200).Text("state").ShouldBe("REJECTED");
        (await Do(waiting.Id, "start")).Expect(409).Code.ShouldBe("action.not_startable");
        (await Events()).ShouldBe(["action.planned", "action.rejected"]);
    }

    [Fact]
    public async Task A_row_that_was_changed_after_it_was_planned_is_not_run()
    {
        var id = (await Plan()).Id;
        await Server.Sql(tenant, "update action_run set parameters = '{\"text\":\"other\"}' where id = $1", Guid.Parse(id));
        (await Do(id, "start")).Expect(409).Code.ShouldBe("action.other_plan");
        grafana.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task When_the_integration_leads_elsewhere_by_then_nothing_is_done()
    {
        var id = (await Plan()).Id;
        (await Admin.Put($"/api/integrations/{integration}", new { name = "Grafana", settings = new { url = grafana.Url + "/" }, secret = new { token = grafana.Token } })).Expect(200);
        var failed = (await Do(id, "start")).Expect(200);
        (failed.Text("state"), (string?)failed.Json["failure"]!["code"]).ShouldBe(("FAILED", "integration.changed"));
        grafana.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task What_may_have_happened_is_unknown_until_a_check_tells()
    {
        var id = (await Plan()).Id;
        grafana.Fault = ProductFault.DropAfterwards;
        (await Do(id, "start")).Expect(200).Text("state").ShouldBe("UNKNOWN");
        grafana.Fault = ProductFault.Unavailable;
        (await Do(id, "check")).Expect(409).Code.ShouldBe("action.still_unknown");
        grafana.Fault = ProductFault.None;
        var found = (await Do(id, "check")).Expect(200);
        (found.Text("state"), (long)found.Json["result"]!["id"]!, (bool)found.Json["canBeUndone"]!).ShouldBe(("DONE", 1L, true));
        (await Do(id, "check")).Expect(409).Code.ShouldBe("action.not_unknown");

        var other = (await Plan()).Id;
        grafana.Fault = ProductFault.ServerError;
        (await Do(other, "start")).Expect(200).Text("state").ShouldBe("UNKNOWN");
        grafana.Fault = ProductFault.None;
        var not = (await Do(other, "check")).Expect(200);
        (not.Text("state"), (string?)not.Json["failure"]!["code"]).ShouldBe(("FAILED", "action.not_done"));
        (await Events()).Where(e => e is "action.unknown" or "action.done" or "action.failed").ShouldBe(["action.unknown", "action.done", "action.unknown", "action.failed"]);
    }

    [Fact]
    public async Task What_was_done_is_undone_by_a_run_of_its_own_under_its_own_risk()
    {
        var id = (await Plan()).Id;
        (await Do(id, "start")).Expect(200);
        var undoing = (await Do(id, "undo")).Expect(200);
        (undoing.Text("state"), undoing.Text("undoes"), undoing.Text("action")).ShouldBe(("AWAITING_APPROVAL", id, "grafana.delete_annotation"));
        (await Do(id, "undo")).Expect(409).Code.ShouldBe("action.being_undone");

        // Refused: it can be tried anew.
        var manager = await tenant.NewUser("MANAGER");
        (await manager.Post($"/api/action-runs/{undoing.Id}/reject")).Expect(200);
        var again = (await Do(id, "undo")).Expect(200);
        (await manager.Post($"/api/action-runs/{again.Id}/approve", new { digest = again.Text("digest") })).Expect(200);
        (await Do(again.Id, "start")).Expect(200).Text("state").ShouldBe("DONE");
        var undone = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        (undone.Text("state"), undone.Text("undoneBy")).ShouldBe(("UNDONE", again.Id));
        grafana.Annotations.ShouldBeEmpty();
        (await Events()).ShouldContain("action.undone");
        (await Do(id, "undo")).Expect(409).Code.ShouldBe("action.nothing_to_undo");
    }

    [Fact]
    public async Task A_plan_expires_and_is_removed_after_a_while()
    {
        var id = (await Plan()).Id;
        await Settle(id);
        (await Admin.Get($"/api/action-runs/{id}")).Expect(200).Text("state").ShouldBe("EXPIRED");
        (await Do(id, "start")).Expect(409).Code.ShouldBe("action.not_startable");
        await Settle(id);
        (await Admin.Get($"/api/action-runs/{id}")).Expect(404).Code.ShouldBe("action.run_not_found");
    }

    [Fact]
    public async Task A_run_whose_process_is_gone_is_unknown_and_what_a_slow_one_says_in_the_end_counts()
    {
        var id = (await Plan()).Id;
        grafana.Fault = ProductFault.Slow;
        var running = Do(id, "start");
        await Eventually.Holds("the product to be asked", () => Task.FromResult(grafana.Requests.Any(r => r.Method == "POST")));
        (await Admin.Get($"/api/action-runs/{id}")).Expect(200).Text("state").ShouldBe("RUNNING");
        await Settle(id);
        var lost = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        (lost.Text("state"), (string?)lost.Json["failure"]!["code"]).ShouldBe(("UNKNOWN", "action.outcome_unknown"));
        (await running).Expect(200);
        var told = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        (told.Text("state"), (string?)told.Json["failure"]!["code"]).ShouldBe(("UNKNOWN", "connector.timed_out"));
        grafana.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_planned_is_refused_with_the_reason()
    {
        (await Admin.Post("/api/action-runs", new { through = Guid.CreateVersion7(), action = "grafana.annotate", parameters = new { text = "x" } })).Expect(400).Code.ShouldBe("action.not_offered");
        (await Admin.Post("/api/action-runs", new { through = "x", action = "grafana.annotate", parameters = new { } })).Expect(400).Code.ShouldBe("action.not_offered");
        (await Admin.Post("/api/action-runs", new { through = integration, action = "grafana.annotate", parameters = new { } })).Expect(400).Code.ShouldBe("action.bad_parameters");
        (await Admin.Post("/api/action-runs", new { through = integration, action = "grafana.annotate", parameters = new { text = "x" }, deviceId = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("action.unknown_device");
        (await Admin.Post("/api/action-runs", new { through = integration, action = "grafana.delete_annotation", parameters = new { id = 5 } })).Expect(409).Code.ShouldBe("grafana.not_found");
        (await Admin.Get("/api/action-runs?state=nothing")).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await Admin.Get("/api/action-runs")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_done_is_read_back_and_said_to_be_so()
    {
        var id = (await Plan()).Id;
        var done = (await Do(id, "start")).Expect(200);
        done.Text("verification").ShouldBe("PENDING");
        await Settle(id);
        var seen = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        (seen.Text("state"), seen.Text("verification")).ShouldBe(("DONE", "VERIFIED"));
        seen.Json["verifiedAt"].ShouldNotBeNull();
        (await Events()).ShouldContain("action.verified");
        grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_there_when_it_is_read_back_is_said_not_to_be_so()
    {
        var id = (await Plan()).Id;
        (await Do(id, "start")).Expect(200);
        grafana.Forget();
        await Settle(id);
        (await Admin.Get($"/api/action-runs/{id}")).Text("verification").ShouldBe("CONTRADICTED");
        (await Events()).ShouldContain("action.contradicted");
    }

    [Fact]
    public async Task A_run_of_which_nobody_knows_is_settled_by_reading_back_and_never_done_again()
    {
        grafana.Fault = ProductFault.DropAfterwards;
        var id = (await Plan()).Id;
        (await Do(id, "start")).Expect(200).Text("state").ShouldBe("UNKNOWN");
        grafana.Fault = ProductFault.ServerError;
        await Settle(id);
        (await Admin.Get($"/api/action-runs/{id}")).Text("state").ShouldBe("UNKNOWN", "the product did not answer");
        grafana.Fault = ProductFault.None;
        await Settle(id);
        var settled = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        (settled.Text("state"), settled.Text("verification")).ShouldBe(("DONE", "VERIFIED"));
        grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_done_for_a_time_is_undone_when_it_is_over_by_a_run_that_was_allowed_with_it()
    {
        var id = (await Admin.Post("/api/action-runs", new { through = integration, action = "grafana.annotate", parameters = new { text = "for a minute" }, expiresInSeconds = 60 })).Expect(201).Id;
        var done = (await Do(id, "start")).Expect(200);
        ((int)done.Json["expiresInSeconds"]!, done.Json["holdsUntil"] is not null).ShouldBe((60, true));
        grafana.Annotations.Count.ShouldBe(1);
        await Settle(id);
        grafana.Annotations.Count.ShouldBe(1, "its time is not over");

        // A product that is away is tried again later.
        grafana.Fault = ProductFault.ServerError;
        await Server.Sql(tenant, "update action_run set holds_until = now() where id = $1", Guid.Parse(id));
        await Settle(id);
        (await Admin.Get($"/api/action-runs/{id}")).Text("state").ShouldBe("DONE");
        grafana.Fault = ProductFault.None;
        await Settle(id);
        grafana.Annotations.ShouldBeEmpty();
        var undone = (await Admin.Get($"/api/action-runs/{id}")).Expect(200);
        undone.Text("state").ShouldBe("UNDONE");
        var by = (await Admin.Get($"/api/action-runs/{undone.Text("undoneBy")}")).Expect(200);
        (by.Text("state"), (string?)by.Json["requestedBy"]!["kind"]).ShouldBe(("DONE", "SYSTEM"));
        grafana.Effects.ShouldBe(2);
        (await tenant.Audit("actions.start_run", atLeast: 4)).Count(e => (string?)e!["outcome"] == "INTENT").ShouldBe(2, "what the platform does by itself is announced too");
    }

    [Fact]
    public async Task An_action_through_an_integration_is_done_at_once_and_listed_there()
    {
        var done = (await Admin.Post($"/api/integrations/{integration}/execute", new { action = "grafana.annotate", parameters = new { text = "now" } }, ("Idempotency-Key", "k"))).Expect(201);
        done.Text("state").ShouldBe("DONE");
        (await Admin.Post($"/api/integrations/{integration}/execute", new { action = "grafana.annotate", parameters = new { text = "now" } }, ("Idempotency-Key", "k"))).Expect(201).Id.ShouldBe(done.Id);
        grafana.Effects.ShouldBe(1);
        (await Admin.Get($"/api/integrations/{integration}/runs")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(done.Id);
        var waiting = (await Admin.Post($"/api/integrations/{integration}/execute", new { action = "grafana.delete_annotation", parameters = new { id = done.Json["result"]!["id"]!.GetValue<long>() } })).Expect(201);
        waiting.Text("state").ShouldBe("AWAITING_APPROVAL");
        (await Admin.Post($"/api/integrations/{integration}/execute", new { action = "grafana.delete_annotation", parameters = new { id = 1 }, expiresInSeconds = 60 })).Expect(400).Code.ShouldBe("action.cannot_expire");
        (await Admin.Post($"/api/integrations/{integration}/execute", new { action = "grafana.annotate", parameters = new { text = "x" }, expiresInSeconds = 5 })).Expect(400).Code.ShouldBe("action.bad_expiry");
        grafana.Effects.ShouldBe(1);
    }

    [Fact]
    public async Task An_integration_of_one_part_of_the_tenant_does_nothing_for_another()
    {
        var organization = await tenant.NewOrganization();
        var theirs = (await Admin.Post("/api/integrations", new
        {
            connector = "grafana", name = "Theirs", settings = new { url = grafana.Url }, secret = new { token = grafana.Token }, organizationId = organization,
        })).Expect(201).Id;
        (await Admin.Post($"/api/integrations/{theirs}/execute", new { action = "grafana.annotate", parameters = new { text = "x" } })).Expect(400).Code.ShouldBe("action.elsewhere");
        grafana.Effects.ShouldBe(0);
    }

    private async Task<ApiAnswer> Plan(string action = "grafana.annotate", object? parameters = null) =>
        (await Admin.Post("/api/action-runs", new { through = integration, action, parameters = parameters ?? new { text = "noted" }, reason = "Because." })).Expect(201);

    private Task<ApiAnswer> Do(string id, string verb, object? body = null) => Admin.Post($"/api/action-runs/{id}/{verb}", body);

    // Lets the present state's time be over, and the background work look.
    private async Task Settle(string id)
    {
        await Server.Sql(tenant, "update action_run set due_at = now() where id = $1", Guid.Parse(id));
        await Server.Sql(tenant, "update action_run_due set due_at = now() where run_id = $1", Guid.Parse(id));
        await Server.Work("actions.settle_runs");
    }

    private async Task<List<string>> Events()
    {
        var op = OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "r");
        await using var scope = (await Server.Services()).OpenOp(op);
        return await scope.ServiceProvider.GetRequiredService<TenantSession>().Query(
            $"select name from event where tenant_id = {op.Tenant} and name like 'action.%' order by seq", row => row.Text(), TestContext.Current.CancellationToken);
    }
}
