namespace Holdfast.Tests.Modules.Tickets;

public sealed class BulkTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task A_preview_says_what_becomes_of_each_and_doing_it_does_exactly_that()
    {
        var (one, two, closed) = ((await Open("one")).Id, (await Open("two")).Id, (await Open("closed")).Id);
        await Admin.Patch($"/api/tickets/{closed}", new { stage = "CLOSED" });
        await Admin.Patch($"/api/tickets/{two}", new { tags = new[] { "old", "kept" }, priority = "LOW" });
        var missing = Guid.CreateVersion7().ToString();
        var change = new { priority = "LOW", addTags = new[] { "New" }, removeTags = new[] { "old" }, stage = "IN_PROGRESS", assigneeId = Tenant.AdminId };
        var ids = new[] { two, missing, one, closed, one };
        var preview = (await Admin.Post("/api/tickets/bulk", new { ids, change, preview = true })).Expect(200).Json;
        ((bool)preview["applied"]!).ShouldBeFalse();
        var items = preview["items"]!.AsArray();
        items.Select(i => (string?)i!["ticketId"]).ShouldBe([one, two, closed, missing]);
        items[0]!["changes"]!.AsArray().Select(c => $"{c!["field"]} {c["from"]} {c["to"]}").ShouldBe(
            ["priority HIGH LOW", "stage NEW IN_PROGRESS", $"assigneeId  {Tenant.AdminId}", "tags  new"], ignoreOrder: true);
        ((string?)items[3]!["problem"]!["code"], items[3]!["number"]).ShouldBe(("ticket.not_found", null));
        (await Get(one)).Text("priority").ShouldBe("HIGH");

        var done = (await Admin.Post("/api/tickets/bulk", new { ids, change, preview = false, digest = (string?)preview["digest"] })).Expect(200).Json;
        ((bool)done["applied"]!, done["items"]!.ToJsonString()).ShouldBe((true, items.ToJsonString()));
        (await Get(two)).Json["tags"]!.AsArray().Select(t => (string?)t).ShouldBe(["kept", "new"]);
        (await Get(closed)).Text("stage").ShouldBe("IN_PROGRESS");
        (await Items($"/api/tickets/{one}/timeline")).Select(e => (string?)e["kind"]).ShouldBe(["CHANGED", "OPENED"]);
        (await Admin.Post("/api/tickets/bulk", new { ids, change, preview = false, digest = (string?)preview["digest"] })).Expect(409).Code.ShouldBe("ticket.other_than_preview");
    }

    [Fact]
    public async Task What_is_another_meanwhile_is_not_done_and_neither_is_the_rest()
    {
        var (one, two) = ((await Open("one")).Id, (await Open("two")).Id);
        var (filter, change) = (new { stage = "NEW" }, new { stage = "CLOSED", closingReason = "WONT_DO" });
        var digest = (string?)(await Admin.Post("/api/tickets/bulk", new { filter, change, preview = true })).Expect(200).Json["digest"];
        await Admin.Patch($"/api/tickets/{two}", new { subject = "other" });
        (await Admin.Post("/api/tickets/bulk", new { filter, change, preview = false, digest })).Expect(409).Code.ShouldBe("ticket.other_than_preview");
        (await Get(one)).Text("stage").ShouldBe("NEW");
        var preview = (await Admin.Post("/api/tickets/bulk", new { filter, change, preview = true })).Expect(200).Json;
        (await Admin.Post("/api/tickets/bulk", new { filter, change, preview = false, digest = (string?)preview["digest"] })).Expect(200);
        (await Get(two)).Text("closingReason").ShouldBe("WONT_DO");
        (await Admin.Post("/api/tickets/bulk", new { ids = new[] { one }, change = new { stage = "NEW" }, preview = true })).Expect(200).Json["items"]![0]!["problem"]!["code"]!.GetValue<string>().ShouldBe("ticket.illegal_stage");
    }

    [Theory]
    [InlineData("""{"change":{"priority":"LOW"},"preview":true}""", "ticket.ids_or_filter")]
    [InlineData("""{"ids":[],"change":{"priority":"LOW"},"preview":true}""", "ticket.ids_or_filter")]
    [InlineData("""{"ids":["01920000-0000-7000-8000-000000000000"],"filter":{},"change":{"priority":"LOW"},"preview":true}""", "ticket.ids_or_filter")]
    [InlineData("""{"filter":{},"change":{},"preview":true}""", "ticket.nothing_to_change")]
    [InlineData("""{"filter":{},"change":{"priority":"LOW"},"preview":false}""", "ticket.no_digest")]
    [InlineData("""{"filter":{"stage":"OLD"},"change":{"priority":"LOW"},"preview":true}""", "request.bad_parameter")]
    [InlineData("""{"filter":{},"change":{"assigneeId":"01920000-0000-7000-8000-000000000000"},"preview":true}""", "ticket.unknown_assignee")]
    [InlineData("""{"filter":{},"change":{"addTags":["a b"]},"preview":true}""", "ticket.bad_tags")]
    public async Task What_cannot_be_meant_is_refused(string body, string code) =>
        (await Admin.Post("/api/tickets/bulk", System.Text.Json.Nodes.JsonNode.Parse(body))).Expect(400).Code.ShouldBe(code);

    [Fact]
    public async Task Tickets_out_of_reach_are_as_if_they_were_not_there()
    {
        var id = (await Open()).Id;
        var member = await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup());
        (await member.Post("/api/tickets/bulk", new { filter = new { }, change = new { priority = "LOW" }, preview = true })).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await member.Post("/api/tickets/bulk", new { ids = new[] { id }, change = new { priority = "LOW" }, preview = true })).Expect(404).Code.ShouldBe("ticket.not_found");
        (await Get(id)).Text("priority").ShouldBe("HIGH");
    }
}
