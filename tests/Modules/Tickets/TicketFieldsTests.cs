using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class TicketFieldsTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task A_ticket_has_a_priority_tags_dates_an_assignee_and_a_parent()
    {
        var parent = await Open("The whole");
        parent.Text("priority").ShouldBe("HIGH");
        var opened = (await Admin.Post("/api/tickets", new
        {
            subject = "A part", description = "", severity = "LOW", priority = "URGENT", tags = new[] { "VPN", "a:b", "vpn" }, assigneeId = Tenant.AdminId, dueAt = "2999-01-01T00:00:00Z",
            parentId = parent.Id, occurredAt = "2026-01-01T00:00:00Z", detectedAt = "2026-01-01T01:00:00Z", observables = new[] { new { kind = "IP_ADDRESS", value = "203.0.113.9" }, new { kind = "IP_ADDRESS", value = "::ffff:203.0.113.9" } },
        })).Expect(201);
        (opened.Text("priority"), opened.Text("assigneeId"), opened.Text("dueAt"), opened.Text("parentId"), opened.Text("occurredAt"), opened.Text("detectedAt"))
            .ShouldBe(("URGENT", Tenant.AdminId, "2999-01-01T00:00:00Z", parent.Id, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"));
        opened.Json["tags"]!.AsArray().Select(t => (string?)t).ShouldBe(["a:b", "vpn"]);
        opened.Text("acknowledgedAt").ShouldBe(opened.Text("createdAt"));
        (await Get(opened.Id)).Body.ShouldBe(opened.Body);
        (await Items($"/api/tickets/{opened.Id}/observables")).ShouldHaveSingleItem()["value"]!.GetValue<string>().ShouldBe("203.0.113.9");

        var cleared = (await Admin.Patch($"/api/tickets/{opened.Id}", new { clear = new[] { "ASSIGNEE", "DUE", "PARENT" }, tags = Array.Empty<string>(), priority = "LOW" })).Expect(200);
        (cleared.Json["assigneeId"], cleared.Json["dueAt"], cleared.Json["parentId"], cleared.Json["tags"]!.AsArray().Count, cleared.Text("priority")).ShouldBe((null, null, null, 0, "LOW"));
    }

    [Fact]
    public async Task A_ticket_hangs_where_it_is_said_to_within_reach()
    {
        var group = await Tenant.NewGroup();
        var other = await Tenant.NewGroup();
        var member = await Tenant.NewUserAt("MEMBER", "GROUP", group);
        var here = (await member.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", groupId = group })).Expect(201);
        here.Text("groupId").ShouldBe(group);
        var organization = here.Text("organizationId");
        (await member.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", groupId = other })).Expect(400).Code.ShouldBe("ticket.unknown_group");
        (await member.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", organizationId = organization })).Expect(400).Code.ShouldBe("ticket.unknown_organization");
        (await member.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW" })).Expect(403).Code.ShouldBe("auth.out_of_reach");
        var whole = (await Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", organizationId = organization })).Expect(201);
        (whole.Text("organizationId"), whole.Json["groupId"]).ShouldBe((organization, null));
        (await member.Get($"/api/tickets/{whole.Id}")).Expect(404);
        (await Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", organizationId = organization, groupId = group })).Expect(400).Code.ShouldBe("ticket.one_place");
        // What a member may not see is no parent either.
        (await member.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", groupId = group, parentId = whole.Id })).Expect(400).Code.ShouldBe("ticket.unknown_ticket");
    }

    [Fact]
    public async Task A_finding_says_when_it_was_noticed_and_is_linked()
    {
        var raised = await Raise(FindingSeverity.Critical);
        var ticket = await Eventually.Get("the ticket", async () => (await Tickets()).FirstOrDefault());
        ((string?)ticket["priority"], ticket["detectedAt"] is not null).ShouldBe(("URGENT", true));
        var link = (await Items($"/api/tickets/{ticket["id"]}/links")).ShouldHaveSingleItem();
        ((string?)link["kind"], (string?)link["target"]).ShouldBe(("FINDING", raised.Finding.ToString()));
    }

    [Fact]
    public async Task Only_legal_changes_of_the_stage_are_made_and_closing_says_why()
    {
        var id = (await Open()).Id;
        (await Admin.Patch($"/api/tickets/{id}", new { resolution = "Done." })).Expect(400).Code.ShouldBe("ticket.not_closing");
        (await Admin.Patch($"/api/tickets/{id}", new { stage = "IN_PROGRESS" })).Expect(200);
        (await Admin.Patch($"/api/tickets/{id}", new { stage = "NEW" })).Expect(409).Code.ShouldBe("ticket.illegal_stage");
        var closed = (await Admin.Patch($"/api/tickets/{id}", new { stage = "CLOSED", closingReason = "FALSE_POSITIVE", resolution = "A test." })).Expect(200);
        (closed.Text("closingReason"), closed.Text("resolution"), closed.Json["resolvedAt"] is not null).ShouldBe(("FALSE_POSITIVE", "A test.", true));
        var again = (await Admin.Patch($"/api/tickets/{id}", new { stage = "IN_PROGRESS" })).Expect(200);
        (again.Json["closingReason"], again.Json["resolvedAt"], (int)again.Json["reopened"]!).ShouldBe((null, null, 1));
        (await Events()).ShouldContain("ticket.reopened");
    }

    [Fact]
    public async Task Parents_and_duplicates_do_not_go_in_circles()
    {
        var (a, b, c) = ((await Open("a")).Id, (await Open("b")).Id, (await Open("c")).Id);
        (await Admin.Patch($"/api/tickets/{b}", new { parentId = a })).Expect(200);
        (await Admin.Patch($"/api/tickets/{c}", new { parentId = b })).Expect(200);
        (await Admin.Patch($"/api/tickets/{a}", new { parentId = c })).Expect(400).Code.ShouldBe("ticket.goes_in_circles");
        (await Admin.Patch($"/api/tickets/{a}", new { parentId = a })).Expect(400).Code.ShouldBe("ticket.goes_in_circles");
        (await Admin.Patch($"/api/tickets/{a}", new { duplicateOfId = a })).Expect(400).Code.ShouldBe("ticket.goes_in_circles");
        (await Admin.Patch($"/api/tickets/{a}", new { parentId = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("ticket.unknown_ticket");
        (await Get(a)).Json["parentId"].ShouldBeNull();
        (await Tickets($"?parentId={a}")).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(b);
        (await Admin.Delete($"/api/tickets/{a}")).Expect(204);
        (await Get(b)).Json["parentId"].ShouldBeNull();
    }

    [Fact]
    public async Task Observables_links_and_watchers_are_each_there_once_and_can_be_taken_away()
    {
        var id = (await Open()).Id;
        var seen = (await Admin.Post($"/api/tickets/{id}/observables", new { kind = "DOMAIN_NAME", value = "Bücher.Example" })).Expect(201);
        seen.Text("value").ShouldBe("xn--bcher-kva.example");
        (await Admin.Post($"/api/tickets/{id}/observables", new { kind = "DOMAIN_NAME", value = "xn--bcher-kva.example." })).Expect(409).Code.ShouldBe("ticket.has_observable");
        (await Admin.Post($"/api/tickets/{id}/observables", new { kind = "HASH", value = "abc" })).Expect(400).Code.ShouldBe("ticket.bad_observable");
        var link = (await Admin.Post($"/api/tickets/{id}/links", new { kind = "URL", target = "https://example.com/a" })).Expect(201);
        (await Admin.Post($"/api/tickets/{id}/links", new { kind = "URL", target = "https://example.com/a" })).Expect(409).Code.ShouldBe("ticket.has_link");
        (await Admin.Post($"/api/tickets/{id}/links", new { kind = "DEVICE", target = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("ticket.bad_link");
        (await Admin.Post($"/api/tickets/{id}/watchers", new { userId = Tenant.AdminId })).Expect(201);
        (await Admin.Post($"/api/tickets/{id}/watchers", new { userId = Tenant.AdminId })).Expect(201);
        (await Admin.Post($"/api/tickets/{id}/watchers", new { userId = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("ticket.unknown_watcher");
        (await Items($"/api/tickets/{id}/watchers")).ShouldHaveSingleItem()["userId"]!.GetValue<string>().ShouldBe(Tenant.AdminId);

        (await Admin.Delete($"/api/tickets/{id}/observables/{seen.Id}")).Expect(204);
        (await Admin.Delete($"/api/tickets/{id}/observables/{seen.Id}")).Expect(404).Code.ShouldBe("ticket.observable_not_found");
        (await Admin.Delete($"/api/tickets/{id}/links/{link.Id}")).Expect(204);
        (await Admin.Delete($"/api/tickets/{id}/links/{link.Id}")).Expect(404).Code.ShouldBe("ticket.link_not_found");
        (await Admin.Delete($"/api/tickets/{id}/watchers/{Tenant.AdminId}")).Expect(204);
        (await Admin.Delete($"/api/tickets/{id}/watchers/{Tenant.AdminId}")).Expect(404).Code.ShouldBe("ticket.watcher_not_found");
        foreach (var part in new[] { "observables", "links", "watchers" })
        {
            (await Items($"/api/tickets/{id}/{part}")).ShouldBeEmpty();
        }

        (await Tenant.Audit("tickets.add_observable", atLeast: 3)).Single(e => (string?)e!["outcome"] == "SUCCESS")!["after"]!["value"]!.GetValue<string>().ShouldBe("xn--bcher-kva.example");
    }

    [Fact]
    public async Task A_ticket_takes_no_more_observables_than_it_may_however_many_come_at_once()
    {
        var id = (await Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", observables = Enumerable.Range(0, 98).Select(i => new { kind = "HOSTNAME", value = $"h{i}" }) })).Expect(201).Id;
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Admin.Post($"/api/tickets/{id}/observables", new { kind = "USER_NAME", value = $"u{i}" })));
        added.Select(a => a.Status).Order().ShouldBe([201, 201, 409, 409, 409, 409]);
        added.Where(a => a.Status == 409).ShouldAllBe(a => a.Code == "ticket.too_many_parts");
    }

    [Theory]
    [InlineData("""{"tags":["a b"]}""", "ticket.bad_tags", "tags")]
    [InlineData("""{"tags":[null]}""", "ticket.bad_tags", "tags")]
    [InlineData("""{"assigneeId":"01920000-0000-7000-8000-000000000000"}""", "ticket.unknown_assignee", "assigneeId")]
    [InlineData("""{"occurredAt":"2999-01-01T00:00:00Z"}""", "ticket.bad_moment", "occurredAt")]
    [InlineData("""{"detectedAt":"2999-01-01T00:00:00Z"}""", "ticket.bad_moment", "detectedAt")]
    [InlineData("""{"observables":[{"kind":"IP_ADDRESS","value":"1"}]}""", "ticket.bad_observable", "observables[0].value")]
    [InlineData("""{"observables":[null]}""", "ticket.bad_observable", "observables[0]")]
    [InlineData("""{"groupId":"01920000-0000-7000-8000-000000000000"}""", "ticket.unknown_group", "groupId")]
    [InlineData("""{"parentId":"01920000-0000-7000-8000-000000000000"}""", "ticket.unknown_ticket", "parentId")]
    [InlineData("""{"priority":"NOW"}""", "request.wrong_type", "priority")]
    public async Task What_is_wrong_with_a_field_is_said_and_nothing_is_opened(string members, string code, string field)
    {
        var body = JsonNode.Parse(members)!.AsObject();
        (body["subject"], body["description"], body["severity"]) = ("x", "", "LOW");
        var refused = (await Admin.Post("/api/tickets", body)).Expect(400);
        (refused.Code, refused.Json["errors"]!.AsObject().Single().Key).ShouldBe((code, field));
        (await Tickets()).ShouldBeEmpty();
    }
}
