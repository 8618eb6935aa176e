namespace Holdfast.Tests.Modules.Tickets;

public sealed class TimelineTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task It_tells_of_everything_that_happened_newest_first()
    {
        var integration = await Integrate();
        var id = (await Open(action: Annotate(integration))).Id;
        await Admin.Patch($"/api/tickets/{id}", new { severity = "CRITICAL", assigneeId = Tenant.AdminId });
        await Admin.Post($"/api/tickets/{id}/comments", new { text = "Looking." });
        await Admin.Post($"/api/tickets/{id}/observables", new { kind = "IP_ADDRESS", value = "203.0.113.9" });
        (await Execute(id)).Expect(200);
        await Admin.Patch($"/api/tickets/{id}", new { stage = "CLOSED", resolution = "Blocked." });
        await Admin.Patch($"/api/tickets/{id}", new { stage = "IN_PROGRESS" });
        var entries = await Items($"/api/tickets/{id}/timeline");
        entries.Select(e => (string?)e["kind"]).ShouldBe(["REOPENED", "CLOSED", "EXECUTION", "EXECUTION", "OBSERVABLE_ADDED", "COMMENTED", "CHANGED", "OPENED"]);
        ((string?)entries[5]["text"], (string?)entries[1]["detail"]!["note"], (string?)entries[4]["detail"]!["value"], (string?)entries[2]["detail"]!["kind"]).ShouldBe(("Looking.", "Blocked.", "203.0.113.9", "DONE"));
        entries[6]["detail"]!["changes"]!.ToJsonString().ShouldBe(
            $$"""[{"field":"severity","from":"HIGH","to":"CRITICAL"},{"field":"assigneeId","from":null,"to":"{{Tenant.AdminId}}"}]""");
        ((string?)entries[0]["actor"]!["name"]).ShouldBe("ann");

        var first = (await Admin.Get($"/api/tickets/{id}/timeline?limit=5")).Expect(200).Json;
        var second = (await Admin.Get($"/api/tickets/{id}/timeline?limit=5&cursor={first["nextCursor"]}")).Expect(200).Json;
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(e => (string?)e!["id"]).ShouldBe(entries.Select(e => (string?)e["id"]));
        second["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task What_is_refused_leaves_no_entry_and_the_application_cannot_change_one()
    {
        var id = (await Open()).Id;
        (await Admin.Patch($"/api/tickets/{id}", new { assigneeId = Guid.CreateVersion7() })).Expect(400);
        (await Admin.Post($"/api/tickets/{id}/comments", new { text = "" })).Expect(400);
        (await Items($"/api/tickets/{id}/timeline")).ShouldHaveSingleItem();
        (await (await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup())).Get($"/api/tickets/{id}/timeline")).Expect(404);
        await using var application = Npgsql.NpgsqlDataSource.Create(await Server.ApplicationConnection());
        await using var command = application.CreateCommand("select has_table_privilege('shared.ticket_entry', 'update')");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(false);
    }
}
