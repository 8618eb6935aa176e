
namespace Holdfast.Tests.Modules.Tickets;

public sealed class TicketApiTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task A_ticket_can_be_opened_read_changed_and_closed()
    {
        var opened = await Open(" Look at web-1 ");
        opened.Headers["Location"].ShouldBe($"/api/tickets/{opened.Id}");
        (opened.Text("subject"), opened.Text("execution"), opened.Text("stage"), opened.Text("source"), (long)opened.Json["number"]!)
            .ShouldBe(("Look at web-1", "PENDING", "NEW", "MANUAL", 1L));
        ((string?)opened.Json["createdBy"]!["id"]).ShouldBe(Tenant.AdminId);

        var read = await Get(opened.Id);
        read.Body.ShouldBe(opened.Body);
        var changed = (await Admin.Patch($"/api/tickets/{opened.Id}", new { stage = "IN_PROGRESS", severity = "LOW", assigneeId = Tenant.AdminId }, ("If-Match", read.Headers["ETag"]))).Expect(200);
        (changed.Text("subject"), changed.Text("stage"), changed.Text("severity"), changed.Text("assigneeId")).ShouldBe(("Look at web-1", "IN_PROGRESS", "LOW", Tenant.AdminId));
        (await Admin.Put($"/api/tickets/{opened.Id}", new { subject = "Late" }, ("If-Match", read.Headers["ETag"]))).Expect(412).Code.ShouldBe("request.stale");

        (await Admin.Put($"/api/tickets/{opened.Id}", new { stage = "CLOSED" })).Expect(200);
        (await Execute(opened.Id)).Expect(409).Code.ShouldBe("ticket.closed");
        (await Events()).Where(e => e.StartsWith("ticket.", StringComparison.Ordinal)).ShouldBe(["ticket.opened", "ticket.updated", "ticket.updated", "ticket.closed"]);
        var entries = await Tenant.Audit("tickets.update_ticket", atLeast: 3);
        entries.Select(e => (string?)e!["outcome"]).Order().ShouldBe(["FAILURE", "SUCCESS", "SUCCESS"]);
    }

    [Fact]
    public async Task Numbers_have_no_gaps_however_many_are_opened_at_once_and_some_refused()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => i % 4 == 3
            ? await Admin.Post("/api/tickets", new { subject = "x", description = "NUL \u0000", severity = "HIGH" })
            : await Open($"Number {i}")));
        opened.Where(a => a.Status == 201).Select(a => (long)a.Json["number"]!).Order().ShouldBe(Enumerable.Range(1, 15).Select(n => (long)n));
        var other = await Server.NewTenant();
        ((long)(await other.Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW" })).Expect(201).Json["number"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_is_narrowed_and_read_page_by_page_newest_first()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await Open($"Ticket {i}")).Id);
        }

        (await Admin.Patch($"/api/tickets/{ids[1]}", new { stage = "IN_PROGRESS" })).Expect(200);
        (await Execute(ids[2], new { derive = new { to = "the network team" } })).Expect(200);
        (await Tickets("?stage=IN_PROGRESS")).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(ids[1]);
        (await Tickets("?execution=DERIVED")).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(ids[2]);
        (await Tickets("?severity=LOW")).ShouldBeEmpty();
        (await Tickets($"?deviceId={Guid.CreateVersion7()}")).ShouldBeEmpty();
        (await Tickets("?severity=HIGH&stage=NEW&execution=PENDING")).Length.ShouldBe(3);

        var first = (await Admin.Get("/api/tickets?limit=3")).Expect(200).Json;
        var second = (await Admin.Get($"/api/tickets?limit=3&cursor={first["nextCursor"]}")).Expect(200).Json;
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(t => (string?)t!["id"]).ShouldBe(ids);
        second["nextCursor"].ShouldBeNull();
        (await Admin.Get("/api/tickets?stage=in_progress")).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await Admin.Get("/api/tickets?state=NEW")).Expect(400).Code.ShouldBe("request.unknown_parameter");
    }

    [Fact]
    public async Task Tickets_are_found_by_number_and_text_and_nothing_in_a_search_is_a_pattern()
    {
        var ids = new List<string>();
        for (var i = 1; i <= 11; i++)
        {
            ids.Add((await Open($"Ticket of port {i}")).Id);
        }

        var odd = (await Open(@"Full to 100%_a\b")).Id;
        foreach (var (search, expected) in new (string, string[])[]
        {
            ("11", [ids[10]]), ("#11", [ids[10]]), ("#1", [ids[0]]), ("#99", []), ("port 11", [ids[10]]), ("TICKET OF PORT 3", [ids[2]]), ("0%", [odd]), ("%_a", [odd]), (@"a\b", [odd]),
            ("%%", []), ("l_t", []), ("99999999999999999999", []),
        })
        {
            (await Tickets($"?search={Uri.EscapeDataString(search)}")).Select(t => (string)t["id"]!).ShouldBe(expected, search);
        }

        (await Tickets("?search=somebody%20SAID")).Length.ShouldBe(12);
        (await Admin.Patch($"/api/tickets/{ids[0]}", new { stage = "CLOSED" })).Expect(200);
        (await Tickets("?search=ticket%20of&open=true")).Length.ShouldBe(10);
        (await Tickets("?search=ticket%20of&open=false")).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(ids[0]);
        var first = (await Admin.Get("/api/tickets?search=ticket%20of&limit=6")).Expect(200).Json;
        (await Tickets($"?search=ticket%20of&limit=6&cursor={first["nextCursor"]}")).Select(t => (string)t["id"]!).ShouldBe(ids.Take(5).Reverse());
        (await (await Server.NewTenant()).Admin.Get("/api/tickets?search=ticket")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await (await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup())).Get("/api/tickets?search=ticket")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        foreach (var search in new[] { "", "7", "%20a%20", "a%00b", new string('a', 101) })
        {
            (await Admin.Get($"/api/tickets?search={search}")).Expect(400).Code.ShouldBe("request.bad_parameter");
        }

        (await Admin.Get("/api/tickets?open=perhaps")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_overview_counts_what_is_open_and_names_what_to_do_first()
    {
        (await Admin.Get("/api/tickets/overview")).Expect(200).Body.ShouldBe(
            """{"open":0,"bySeverity":{"critical":0,"high":0,"medium":0,"low":0},"byStage":{"new":0,"inProgress":0},"awaitingApproval":0,"overdue":0,"oldest":null,"first":[]}""");
        async Task<string> Of(string severity) => (await Admin.Post("/api/tickets", new { subject = severity, description = "", severity })).Expect(201).Id;
        var (low, high, critical, second, closed) = (await Of("LOW"), await Of("HIGH"), await Of("CRITICAL"), await Of("HIGH"), await Of("CRITICAL"));
        (await Admin.Patch($"/api/tickets/{closed}", new { stage = "CLOSED" })).Expect(200);
        (await Admin.Patch($"/api/tickets/{second}", new { stage = "IN_PROGRESS" })).Expect(200);
        await Server.Sql(Tenant, "update ticket set run_state = 'AWAITING_APPROVAL' where id in ($1, $2) and tenant_id = $3", Guid.Parse(high), Guid.Parse(closed), Guid.Parse(Tenant.Id));
        var overview = (await Admin.Get("/api/tickets/overview")).Expect(200).Json;
        overview["bySeverity"]!.ToJsonString().ShouldBe("""{"critical":1,"high":2,"medium":0,"low":1}""");
        overview["byStage"]!.ToJsonString().ShouldBe("""{"new":3,"inProgress":1}""");
        ((int)overview["open"]!, (int)overview["awaitingApproval"]!, (string?)overview["oldest"]!["id"]).ShouldBe((4, 1, low));
        overview["first"]!.AsArray().Select(t => (string)t!["id"]!).ShouldBe([critical, high, second, low]);
        var member = await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup());
        ((int)(await member.Get("/api/tickets/overview")).Expect(200).Json["open"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Comments_are_kept_with_who_said_them()
    {
        var id = (await Open()).Id;
        (await Admin.Post($"/api/tickets/{id}/comments", new { text = "Looking at it.\nSecond line." })).Expect(201);
        (await (await Tenant.NewUser("USER")).Post($"/api/tickets/{id}/comments", new { text = "Me too." })).Expect(201);
        var comments = (await Admin.Get($"/api/tickets/{id}/comments")).Expect(200).Json["items"]!.AsArray();
        comments.Select(c => (string?)c!["text"]).ShouldBe(["Me too.", "Looking at it.\nSecond line."]);
        ((string?)comments[1]!["author"]!["name"]).ShouldBe("ann");
        (await Admin.Post($"/api/tickets/{id}/comments", new { text = " " })).Expect(400).Code.ShouldBe("ticket.bad_text");
        (await Tenant.Audit("tickets.comment_ticket", atLeast: 3)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Only_a_ticket_that_was_never_executed_or_handed_on_can_be_deleted()
    {
        var (fresh, derived) = ((await Open()).Id, (await Open()).Id);
        (await Execute(derived, new { derive = new { to = "ann" } })).Expect(200);
        (await Admin.Post($"/api/tickets/{fresh}/comments", new { text = "Goes with it." })).Expect(201);
        (await Admin.Delete($"/api/tickets/{fresh}")).Expect(204);
        (await Admin.Get($"/api/tickets/{fresh}")).Expect(404).Code.ShouldBe("ticket.not_found");
        (await Admin.Get($"/api/tickets/{fresh}/comments")).Expect(404);
        (await Admin.Delete($"/api/tickets/{derived}")).Expect(409).Code.ShouldBe("ticket.was_executed");
    }

    [Theory]
    [InlineData("""{"subject":"","description":"","severity":"HIGH"}""", "ticket.bad_text", "subject")]
    [InlineData("""{"subject":"two\nlines","description":"","severity":"HIGH"}""", "ticket.bad_text", "subject")]
    [InlineData("""{"subject":"x","description":"\u001b[0m","severity":"HIGH"}""", "ticket.bad_text", "description")]
    [InlineData("""{"subject":"x","description":"","severity":"WILD"}""", "request.wrong_type", "severity")]
    [InlineData("""{"subject":"x","description":""}""", "request.missing_member", "severity")]
    [InlineData("""{"subject":"x","description":"","severity":"HIGH","number":9}""", "request.unknown_member", "number")]
    [InlineData("""{"subject":"x","description":"","severity":"HIGH","deviceId":"01920000-0000-7000-8000-000000000000"}""", "ticket.unknown_device", "deviceId")]
    [InlineData("""{"subject":"x","description":"","severity":"HIGH","deviceId":"web-1"}""", "request.wrong_type", "deviceId")]
    [InlineData("""{"subject":"x","description":"","severity":"HIGH","action":{"integrationId":"01920000-0000-7000-8000-000000000000","action":"a","parameters":{}}}""", "ticket.unknown_integration", "action.integrationId")]
    public async Task What_is_wrong_is_named_and_nothing_is_opened(string body, string code, string field)
    {
        var answer = (await Admin.Post("/api/tickets", body)).Expect(400);
        answer.Code.ShouldBe(code);
        answer.Json["errors"]!.AsObject().ShouldContain(e => e.Key == field);
        (await Tickets()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_action_must_be_one_of_its_integration_with_the_parameters_that_it_describes()
    {
        var integration = await Integrate(tested: false);
        (await Admin.Post("/api/tickets", New(new { integrationId = integration, action = "grafana.destroy", parameters = new { } }))).Expect(400).Code.ShouldBe("action.unknown");
        var wrong = (await Admin.Post("/api/tickets", New(new { integrationId = integration, action = "grafana.annotate", parameters = new { panelId = "one", shout = true } }))).Expect(400);
        wrong.Code.ShouldBe("action.bad_parameters");
        wrong.Json["errors"]!.AsObject().Select(e => e.Key).Order().ShouldBe(["action.parameters.panelId", "action.parameters.shout", "action.parameters.text"]);
        var id = (await Open(action: Annotate(integration))).Id;
        (await Admin.Patch($"/api/tickets/{id}", new { action = new { integrationId = integration, action = "grafana.annotate", parameters = new { } } })).Expect(400);
        (await Admin.Patch($"/api/tickets/{id}", new { })).Expect(400).Code.ShouldBe("ticket.nothing_to_change");

        static object New(object action) => new { subject = "x", description = "", severity = "LOW", action };
    }

    [Fact]
    public async Task Another_tenants_ticket_and_integration_are_as_if_they_were_not_there()
    {
        var theirs = (await Open()).Id;
        var integration = await Integrate();
        var other = (await Server.NewTenant()).Admin;
        foreach (var id in new[] { theirs, Guid.CreateVersion7().ToString() })
        {
            (await other.Get($"/api/tickets/{id}")).Expect(404).Code.ShouldBe("ticket.not_found");
            (await other.Patch($"/api/tickets/{id}", new { subject = "x" })).Expect(404);
            (await other.Delete($"/api/tickets/{id}")).Expect(404);
            (await other.Get($"/api/tickets/{id}/comments")).Expect(404);
            (await other.Post($"/api/tickets/{id}/comments", new { text = "x" })).Expect(404);
            (await other.Post($"/api/tickets/{id}/execute")).Expect(404);
            (await other.Post($"/api/tickets/{id}/execute", new { derive = new { to = "me" } })).Expect(404);
        }

        var own = (await other.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW" })).Expect(201).Id;
        (await other.Post($"/api/tickets/{own}/execute", new { action = Annotate(integration) })).Expect(400).Code.ShouldBe("ticket.unknown_integration");
        (await Get(theirs)).Text("execution").ShouldBe("PENDING");
        Grafana.Annotations.ShouldBeEmpty();
    }
}
