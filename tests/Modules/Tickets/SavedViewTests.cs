namespace Holdfast.Tests.Modules.Tickets;

public sealed class SavedViewTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task A_filter_is_kept_for_oneself_or_for_all_and_changed_by_whose_it_is()
    {
        var ben = await Tenant.NewUser("MEMBER");
        var own = (await Admin.Post("/api/tickets/views", new { name = "Mine", query = new { assigneeId = Tenant.AdminId, stage = "NEW" } })).Expect(201);
        var shared = (await Admin.Post("/api/tickets/views", new { name = "Late", query = new { overdue = true }, isShared = true, sort = "DUE" })).Expect(201);
        (await Items("/api/tickets/views")).Select(v => (string?)v["name"]).ShouldBe(["Late", "Mine"]);
        var theirs = (await ben.Get("/api/tickets/views")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)theirs["name"], (bool)theirs["query"]!["overdue"]!, (string?)theirs["sort"]).ShouldBe(("Late", true, "DUE"));
        (await ben.Put($"/api/tickets/views/{shared.Id}", new { name = "x", query = new { } })).Expect(404).Code.ShouldBe("ticket.view_not_found");
        (await ben.Delete($"/api/tickets/views/{shared.Id}")).Expect(404);

        var changed = (await Admin.Put($"/api/tickets/views/{own.Id}", new { name = "Ours", query = new { tag = "vpn" }, isShared = true }, ("If-Match", own.Headers["ETag"]))).Expect(200);
        (changed.Text("name"), (string?)changed.Json["query"]!["tag"], changed.Json["query"]!["stage"]).ShouldBe(("Ours", "vpn", null));
        (await Admin.Put($"/api/tickets/views/{own.Id}", new { name = "Late", query = new { } })).Expect(409).Code.ShouldBe("ticket.view_exists");
        (await Admin.Delete($"/api/tickets/views/{own.Id}", ("If-Match", own.Headers["ETag"]))).Expect(412);
        (await Admin.Delete($"/api/tickets/views/{own.Id}")).Expect(204);
        (await Items("/api/tickets/views")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_no_filter_is_not_kept()
    {
        (await Admin.Post("/api/tickets/views", new { name = "x", query = new { stage = "OLD" } })).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await Admin.Post("/api/tickets/views", new { name = "x", query = new { colour = "red" } })).Expect(400).Code.ShouldBe("request.unknown_member");
        (await Admin.Post("/api/tickets/views", new { name = " ", query = new { } })).Expect(400).Code.ShouldBe("ticket.bad_text");
        (await Items("/api/tickets/views")).ShouldBeEmpty();
    }
}
