using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>A ticket whose action destroys something and has no inverse: one person asks for it, another allows it.</summary>
public sealed class ApprovedTicketTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task What_one_person_asks_for_another_approves_and_the_log_says_who_did_what()
    {
        var ((asker, askerId), (approver, approverId)) = (await Tenant.NewUserWithId("MANAGER"), await Tenant.NewUserWithId("MANAGER"));
        var ticket = await OpenToDelete();

        // Asked for: nothing is done, and nothing can be done yet.
        var waiting = (await asker.Post($"/api/tickets/{ticket}/execute")).Expect(200);
        (waiting.Text("execution"), (bool)waiting.Json["executing"]!, (int)waiting.Json["attempts"]!).ShouldBe(("PENDING", false, 0));
        var run = await Run(waiting);
        (run.Text("state"), run.Text("risk"), (string?)run.Json["requestedBy"]!["id"]).ShouldBe(("AWAITING_APPROVAL", "DESTRUCTIVE", askerId));
        (await asker.Post($"/api/tickets/{ticket}/execute")).Expect(409).Code.ShouldBe("ticket.awaiting_approval");
        (await asker.Post($"/api/action-runs/{run.Id}/start")).Expect(409).Code.ShouldBe("action.approval_needed");

        // Who asked may approve what others ask for, and not this.
        var digest = run.Text("digest");
        (await asker.Post($"/api/action-runs/{run.Id}/approve", new { digest })).Expect(409).Code.ShouldBe("action.other_person_needed");
        (await approver.Post($"/api/action-runs/{run.Id}/approve", new { digest })).Expect(200).Text("state").ShouldBe("PLANNED");
        Grafana.Annotations.ShouldHaveSingleItem();

        // The ticket hears of the approval by the event; executing it again starts the run that was approved.
        Told(await Tenant.Audit("tickets.follow_run"), ticket).ShouldBe([(null, "SUCCESS", null)]);
        var executed = (await asker.Post($"/api/tickets/{ticket}/execute")).Expect(200);
        (executed.Text("execution"), (int)executed.Json["attempts"]!, executed.Text("runId"), executed.Json["failure"]).ShouldBe(("EXECUTED", 1, run.Id, null));
        Grafana.Annotations.ShouldBeEmpty();
        var done = await Run(executed);
        (done.Text("state"), (string?)done.Json["approval"]!["by"]!["id"], (string?)done.Json["approval"]!["digest"], (bool)done.Json["canBeUndone"]!).ShouldBe(("DONE", approverId, digest, false));
        (await Get(ticket)).Text("execution").ShouldBe("EXECUTED");

        Told(await Tenant.Audit("actions.plan_run"), run.Id).ShouldBe([(askerId, "SUCCESS", null)]);
        Told(await Tenant.Audit("actions.approve_run", atLeast: 2), run.Id).ShouldBe([(askerId, "FAILURE", "action.other_person_needed"), (approverId, "SUCCESS", null)]);
        Told(await Tenant.Audit("actions.start_run", atLeast: 3), run.Id).ShouldBe([(askerId, "FAILURE", "action.approval_needed"), (askerId, "INTENT", null), (askerId, "SUCCESS", null)]);
        Told(await Tenant.Audit("tickets.execute_ticket", atLeast: 4), ticket).ShouldBe(
            [(askerId, "SUCCESS", null), (askerId, "FAILURE", "ticket.awaiting_approval"), (askerId, "INTENT", null), (askerId, "SUCCESS", null)]);
        var approval = (await Tenant.Audit("actions.approve_run", atLeast: 2)).Single(e => (string?)e!["outcome"] == "SUCCESS")!;
        ((string?)approval["before"]!["state"], (string?)approval["after"]!["state"]).ShouldBe(("AWAITING_APPROVAL", "PLANNED"));
        (await Events()).Where(e => e.StartsWith("action.", StringComparison.Ordinal) || e == "ticket.executed")
            .ShouldBe(["action.planned", "action.approved", "action.started", "action.done", "ticket.executed"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_approved_run_that_is_started_as_a_run_moves_its_ticket_along()
    {
        var (asker, approver) = (await Tenant.NewUser("USER"), await Tenant.NewUser("MANAGER"));
        var ticket = await OpenToDelete();
        var run = await Run((await asker.Post($"/api/tickets/{ticket}/execute")).Expect(200));
        (await asker.Post($"/api/action-runs/{run.Id}/approve", new { digest = run.Text("digest") })).Expect(403);
        (await approver.Post($"/api/action-runs/{run.Id}/approve", new { digest = run.Text("digest") })).Expect(200);
        (await approver.Post($"/api/action-runs/{run.Id}/start")).Expect(200).Text("state").ShouldBe("DONE");
        var executed = await Eventually.Get("the ticket to follow its run", async () => await Get(ticket) is var seen && seen.Text("execution") == "EXECUTED" ? seen : null);
        (executed.Text("runId"), (int)executed.Json["attempts"]!).ShouldBe((run.Id, 1));
        var entry = (await Tenant.Audit("tickets.follow_run"))[0]!;
        ((string?)entry["actor"]!["kind"], (string?)entry["resource"]!["id"]).ShouldBe(("SYSTEM", ticket));
        (await Denied("actions.approve_run")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_not_allowed_leaves_a_ticket_that_failed_and_can_be_asked_for_again()
    {
        var ticket = await OpenToDelete();
        var run = await Run((await Execute(ticket)).Expect(200));
        (await (await Tenant.NewUser("MANAGER")).Post($"/api/action-runs/{run.Id}/reject")).Expect(200);
        var failed = await Eventually.Get("the ticket to follow its run", async () => await Get(ticket) is var seen && seen.Text("execution") == "FAILED" ? seen : null);
        ((string?)failed.Json["failure"]!["code"], (int)failed.Json["attempts"]!).ShouldBe(("action.rejected", 0));
        Grafana.Annotations.ShouldHaveSingleItem();
        var again = (await Execute(ticket)).Expect(200);
        (again.Text("execution"), again.Text("runId") == run.Id).ShouldBe(("PENDING", false));
    }

    private async Task<string> OpenToDelete()
    {
        Grafana.Seed(900, "old");
        return (await Open(action: new { integrationId = await Integrate(), action = "grafana.delete_annotation", parameters = new { id = 900 } })).Id;
    }

    private async Task<ApiAnswer> Run(ApiAnswer ticket) => (await Admin.Get($"/api/action-runs/{ticket.Text("runId")}")).Expect(200);

    // Oldest first: who, with what outcome, and why not.
    private static List<(string? Who, string? Outcome, string? Error)> Told(JsonArray entries, string resource)
    {
        entries.ShouldAllBe(e => (string?)e!["resource"]!["id"] == resource);
        return [.. entries.Reverse().Select(e => ((string?)e!["actor"]!["id"], (string?)e["outcome"], (string?)e["error"]))];
    }

    private async Task<int> Denied(string action) => (await Tenant.Audit(action, atLeast: 2)).Count(e => (string?)e!["outcome"] == "DENIED");
}
