
namespace Holdfast.Tests.Modules.Tickets;

public sealed class CustodyTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task A_ticket_goes_from_hand_to_hand_and_comes_back()
    {
        var id = (await Open()).Id;
        (await Execute(id, new { derive = new { to = "the network team", note = "Needs the firewall.", ownerId = Tenant.AdminId, dueAt = "2999-01-01T00:00:00Z" } })).Expect(200).Text("execution").ShouldBe("DERIVED");
        var accepted = (await Admin.Post($"/api/tickets/{id}/custody/accept")).Expect(200);
        (accepted.Text("state"), (string?)accepted.Json["acceptedBy"]!["id"]).ShouldBe(("ACCEPTED", Tenant.AdminId));
        (await Admin.Post($"/api/tickets/{id}/custody/accept")).Expect(409).Code.ShouldBe("ticket.already_accepted");
        (await Execute(id, new { derive = new { to = "ben" } })).Expect(409).Code.ShouldBe("ticket.already_derived");
        (await Admin.Post($"/api/tickets/{id}/custody", new { to = "the provider" })).Expect(201).Text("derivedTo").ShouldBe("the provider");
        var back = (await Admin.Post($"/api/tickets/{id}/custody/return", new { answer = "The line is fine." })).Expect(200);
        (back.Text("execution"), back.Json["derivedTo"]).ShouldBe(("PENDING", null));
        (await Admin.Post($"/api/tickets/{id}/custody/return")).Expect(409).Code.ShouldBe("ticket.not_derived");

        var chain = await Items($"/api/tickets/{id}/custody");
        chain.Select(h => ((string?)h["to"], (string?)h["state"], (string?)h["answer"])).ShouldBe([("the provider", "RETURNED", "The line is fine."), ("the network team", "PASSED_ON", null)]);
        ((string?)chain[1]["ownerId"], (string?)chain[1]["dueAt"], (string?)chain[1]["note"]).ShouldBe((Tenant.AdminId, "2999-01-01T00:00:00Z", "Needs the firewall."));
        (await Items($"/api/tickets/{id}/timeline")).Select(e => (string?)e["kind"]).ShouldBe(["HANDED_BACK", "HANDED_OVER", "ACCEPTED", "HANDED_OVER", "OPENED"]);
        (await Admin.Post($"/api/tickets/{id}/custody", new { to = "ben" })).Expect(201);
        (await Items($"/api/tickets/{id}/custody")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Handing_on_needs_somebody_the_right_and_an_open_ticket()
    {
        var id = (await Open()).Id;
        (await Admin.Post($"/api/tickets/{id}/custody", new { to = " " })).Expect(400).Code.ShouldBe("ticket.bad_text");
        (await Admin.Post($"/api/tickets/{id}/custody", new { to = "ben", ownerId = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("ticket.unknown_owner");
        (await Admin.Post($"/api/tickets/{id}/custody/accept")).Expect(409).Code.ShouldBe("ticket.not_derived");
        (await (await Tenant.NewUser("READ_ONLY")).Post($"/api/tickets/{id}/custody", new { to = "ben" })).Expect(403);
        (await Admin.Patch($"/api/tickets/{id}", new { stage = "CLOSED" })).Expect(200);
        (await Admin.Post($"/api/tickets/{id}/custody", new { to = "ben" })).Expect(409).Code.ShouldBe("ticket.closed");
        (await Items($"/api/tickets/{id}/custody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_who_hand_on_at_once_each_hands_to_the_next()
    {
        var id = (await Open()).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Admin.Post($"/api/tickets/{id}/custody", new { to = $"team {i}" })));
        answers.ShouldAllBe(a => a.Status == 201);
        var chain = await Items($"/api/tickets/{id}/custody");
        chain.Count(h => h["endedAt"] is null).ShouldBe(1);
        chain.Length.ShouldBe(6);
        ((string?)chain.Single(h => h["endedAt"] is null)["to"]).ShouldBe((await Get(id)).Text("derivedTo"));
    }
}
