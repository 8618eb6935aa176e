using System.Text.Json.Nodes;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class TicketListTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task Words_are_found_in_subject_description_and_comments_as_people_write_them()
    {
        var disk = (await Open("The disk of web-3 fills up")).Id;
        var vpn = (await Open("VPN of the branch is slow")).Id;
        await Admin.Post($"/api/tickets/{vpn}/comments", new { text = "It was the disk, not the line." });
        foreach (var (text, expected) in new (string, string[])[]
        {
            ("disk", [vpn, disk]), ("DISK", [vpn, disk]), ("\"disk of\"", [disk]), ("disk -vpn", [vpn, disk]), ("disk line", [vpn]), ("fills or branch", [vpn, disk]), ("somebody", [vpn, disk]),
            ("disk or -vpn", [vpn, disk]), ("-disk", [vpn]), ("-\"disk of\"", [vpn]), ("DISK ! WEB-3", [disk]), ("disk or !", [vpn, disk]), ("dis", [vpn, disk]), ("it was the dis", [vpn]), ("dis -vpn", []), ("dis vpn", []), ("\"dis\"", []), ("isk", []), ("#2", [vpn]), ("#99", []), ("'; drop table ticket", []), ("\"", []), ("!!&|", []),
        })
        {
            (await Tickets($"?text={Uri.EscapeDataString(text.PadRight(2))}{(text.Length < 2 ? "%21" : "")}")).Select(t => (string)t["id"]!).ShouldBe(expected, text);
        }

        (await Tickets("?text=disk&open=true&severity=HIGH")).Length.ShouldBe(2);
        (await Admin.Get("/api/tickets?text=a")).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await (await Server.NewTenant()).Admin.Get("/api/tickets?text=disk")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await (await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup())).Get("/api/tickets?text=disk")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_is_narrowed_by_whose_tickets_they_are_and_what_was_seen()
    {
        var (mine, other) = ((await Open("mine")).Id, (await Open("other")).Id);
        await Admin.Patch($"/api/tickets/{mine}", new { assigneeId = Tenant.AdminId, priority = "URGENT", tags = new[] { "VPN" } });
        await Admin.Post($"/api/tickets/{other}/watchers", new { userId = Tenant.AdminId });
        await Admin.Post($"/api/tickets/{other}/observables", new { kind = "IP_ADDRESS", value = "2001:db8::1" });
        foreach (var (query, expected) in new (string, string)[]
        {
            ($"assigneeId={Tenant.AdminId}", mine), ("assigned=true", mine), ("assigned=false", other), ("priority=URGENT", mine), ("tag=vpn", mine), ($"watcherId={Tenant.AdminId}", other),
            ("observable=2001:DB8::1", other), ("observable=ADDRESS:2001:db8:0::1", other),
        })
        {
            (await Tickets($"?{query}")).ShouldHaveSingleItem(query)["id"]!.GetValue<string>().ShouldBe(expected, query);
        }

        (await Tickets("?observable=DOMAIN:web.example")).ShouldBeEmpty();
        (await Admin.Get("/api/tickets?observable=ADDRESS:web")).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await Admin.Get("/api/tickets?tag=a%20b")).Expect(400).Code.ShouldBe("request.bad_parameter");
        (await Admin.Get("/api/tickets?sort=NAME")).Expect(400).Code.ShouldBe("request.bad_parameter");
    }

    [Fact]
    public async Task A_list_comes_in_the_order_that_is_asked_for_page_by_page()
    {
        async Task<string> Of(string severity, string priority, string? due) =>
            (await Admin.Post("/api/tickets", new { subject = severity, description = "", severity, priority, dueAt = due })).Expect(201).Id;
        await Admin.Put("/api/tickets/sla", new { timeZone = "UTC", hours = Array.Empty<object>(), holidays = Array.Empty<string>(), targets = Array.Empty<object>() });
        var a = await Of("LOW", "URGENT", "2999-01-03T00:00:00Z");
        var b = await Of("CRITICAL", "LOW", null);
        var c = await Of("LOW", "LOW", "2999-01-01T00:00:00Z");
        var d = await Of("HIGH", "URGENT", "2999-01-02T00:00:00Z");
        foreach (var (sort, expected) in new (string, string[])[]
        {
            ("NEWEST", [d, c, b, a]), ("OLDEST", [a, b, c, d]), ("SEVERITY", [b, d, c, a]), ("PRIORITY", [d, a, c, b]), ("DUE", [c, d, a, b]),
        })
        {
            var found = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await Admin.Get($"/api/tickets?sort={sort}&limit=1{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(200).Json;
                found.AddRange(page["items"]!.AsArray().Select(t => (string)t!["id"]!));
                cursor = (string?)page["nextCursor"];
            }
            while (cursor is not null);
            string.Join(' ', found).ShouldBe(string.Join(' ', expected), sort);
        }

        ((JsonArray)(await Admin.Get($"/api/tickets?sort=DUE&cursor={Guid.CreateVersion7()}")).Expect(200).Json["items"]!).ShouldBeEmpty();
    }
}
