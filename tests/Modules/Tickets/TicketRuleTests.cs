using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>Alerts and findings become tickets by a tenant's rules, each once, and what is about the same becomes one.</summary>
public sealed class TicketRuleTests(TicketsServer fixture) : TicketDesk(fixture)
{
    private const string Secret = "a-secret-of-sixteen-and-more";

    [Fact]
    public async Task Alerts_of_two_products_about_one_address_become_one_ticket_and_its_timeline_says_how()
    {
        var (endpoints, siem) = (await Product("Endpoints"), await Product("Siem"));
        await Rule(new { name = "Attacks", source = "ALERT", match = new { severityAtLeast = "MEDIUM" }, outcome = "OPEN", opening = new { priority = "URGENT", tags = new[] { "attack" }, subject = "{severity}: {title}" } });
        await endpoints.Post(Alert("e1", "Guessing of passwords", "medium", "203.0.113.9"));
        var ticket = await One();
        ((string?)ticket["subject"], (string?)ticket["priority"], (string?)ticket["severity"], (string?)ticket["source"]).ShouldBe(("MEDIUM: Guessing of passwords", "URGENT", "MEDIUM", "AUTOMATION"));
        ticket["tags"]!.AsArray().Select(t => (string?)t).ShouldBe(["attack"]);

        await siem.Post(Alert("s1", "Known bad address", "critical", "203.0.113.9"), Alert("s2", "Something else", "high", "198.51.100.7"), Alert("s3", "Of no weight", "low", "203.0.113.9"));
        await Eventually.Holds("the other to join", async () => (string?)(await Get((string)ticket["id"]!)).Json["severity"] == "CRITICAL");
        await Eventually.Holds("the second ticket", async () => (await Tickets()).Length == 2);
        (await Items($"/api/tickets/{ticket["id"]}/links")).Count(l => (string?)l["kind"] == "ALERT").ShouldBe(2);
        var said = (await Items($"/api/tickets/{ticket["id"]}/timeline")).Where(e => (string?)e["kind"] == "SIGNAL_JOINED").ToList();
        said.ShouldHaveSingleItem()["detail"]!["note"]!.GetValue<string>().ShouldBe("Attacks");

        // The same again is the same, over is told, and anew too: it begins after it was over.
        await siem.Post(Alert("s1", "Known bad address", "critical", "203.0.113.9"));
        await siem.Post(Alert("s1", "Known bad address", "critical", "203.0.113.9", "resolved"));
        await Eventually.Holds("that it is over", async () => (await Kinds(ticket)).Contains("SIGNAL_ENDED"));
        await siem.Post(Alert("s1", "Known bad address", "critical", "203.0.113.9", at: $"{TimeProvider.System.GetUtcNow():O}"));
        await Eventually.Holds("that it began anew", async () => (await Kinds(ticket)).Contains("SIGNAL_AGAIN"));
        (await Tickets()).Length.ShouldBe(2);
        var use = (await Items("/api/tickets/rules"))[0]["use"]!;
        ((int)use["opened"]!, (int)use["joined"]!, (int)use["suppressed"]!).ShouldBe((2, 1, 0));
    }

    [Fact]
    public async Task Without_a_rule_alerts_open_nothing_and_a_ticket_that_is_closed_takes_nothing_in()
    {
        var product = await Product("Any");
        await product.Post(Alert("a", "Before", "critical", "203.0.113.1"));
        // A tenant's events are taken in their order: once there is a ticket of this, the alert has been looked at.
        await Raise(FindingSeverity.High);
        var finding = await One();
        await Rule(new { name = "All", source = "ALERT", match = new { }, outcome = "OPEN" });
        await product.Post(Alert("b", "First", "high", "203.0.113.2"));
        await Eventually.Holds("a ticket of it", async () => (await Tickets()).Length == 2);
        var first = (await Tickets())[0];
        await Admin.Patch($"/api/tickets/{first["id"]}", new { stage = "CLOSED", closingReason = "RESOLVED" });
        await product.Post(Alert("c", "Second", "high", "203.0.113.2"));
        await Eventually.Holds("another ticket", async () => (await Tickets()).Length == 3);
        (await Tickets()).Select(t => (string?)t["subject"]).ShouldBe(["Second", "First", (string?)finding["subject"]]);
    }

    [Fact]
    public async Task The_first_rule_decides_and_what_it_suppresses_is_counted()
    {
        var product = await Product("Scanner");
        var quiet = await Rule(new { name = "Our scanner", source = "ALERT", match = new { observables = new[] { "203.0.113.0/24" }, texts = new[] { "scan" } }, outcome = "SUPPRESS", reason = "It is ours." });
        var all = await Rule(new { name = "All", source = "ALERT", match = new { }, outcome = "OPEN" });
        await product.Post(Alert("a", "Port SCAN seen", "high", "203.0.113.5"), Alert("b", "Port scan seen", "high", "198.51.100.5"));
        (await One())["subject"]!.GetValue<string>().ShouldBe("Port scan seen");
        await Eventually.Holds("it to be counted", async () => (int)(await Items("/api/tickets/rules"))[0]["use"]!["suppressed"]! == 1);

        (await Admin.Post("/api/tickets/rules/order", new { ids = new[] { all } })).Expect(409).Code.ShouldBe("ticket.other_rules");
        (await Admin.Post("/api/tickets/rules/order", new { ids = new[] { all, quiet } })).Expect(204);
        await product.Post(Alert("c", "Another port scan", "high", "203.0.113.6"));
        await Eventually.Holds("a ticket of it", async () => (await Tickets()).Length == 2);

        // For a time only.
        await Admin.Post("/api/tickets/rules/order", new { ids = new[] { quiet, all } });
        (await Admin.Put($"/api/tickets/rules/{quiet}", new { name = "Our scanner", source = "ALERT", match = new { }, outcome = "SUPPRESS", reason = "Maintenance.", until = "2020-01-01T00:00:00Z" })).Expect(200);
        await product.Post(Alert("d", "After that", "high", "192.0.2.8"));
        await Eventually.Holds("a ticket of it", async () => (await Tickets()).Length == 3);
    }

    [Fact]
    public async Task Many_alerts_at_once_about_one_address_make_one_ticket()
    {
        var products = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Product($"P{i}")));
        await Rule(new { name = "All", source = "ALERT", match = new { }, outcome = "OPEN" });
        await Task.WhenAll(products.Select((p, i) => p.Post([.. Enumerable.Range(0, 40).Select(n => Alert($"{i}-{n}", $"Alert {i} {n}", "high", "203.0.113.9"))])));
        await Eventually.Holds("all to be decided", async () => (await Items("/api/tickets/rules"))[0]["use"]! is var use && (int)use["opened"]! + (int)use["joined"]! == 160);
        var ticket = (await Tickets()).ShouldHaveSingleItem();
        (await Items($"/api/tickets/{ticket["id"]}/links")).Length.ShouldBe(100, "as many as a ticket has room for");
    }

    [Fact]
    public async Task A_rehearsal_foretells_what_the_rules_then_do_and_changes_nothing()
    {
        var product = await Product("Any");
        var random = new Random(20261201);
        var alerts = Enumerable.Range(0, 60).Select(i => Alert(
            $"k{i}", $"Title {random.Next(8)}", new[] { "low", "medium", "high", "critical" }[random.Next(4)], $"203.0.113.{random.Next(12)}")).ToArray();
        foreach (var alert in alerts)
        {
            await product.Post(alert);
        }

        object[] rules =
        [
            new { name = "Quiet", source = "ALERT", match = new { texts = new[] { "Title 3" } }, outcome = "SUPPRESS", reason = "Known." },
            new { name = "Loud", source = "ALERT", match = new { severityAtLeast = "HIGH" }, outcome = "OPEN", opening = new { dedupeMinutes = 60 } },
            new { name = "Same words", source = "ALERT", match = new { severityAtLeast = "MEDIUM" }, outcome = "OPEN", opening = new { correlateBy = Array.Empty<string>() } },
        ];
        var before = (await Events()).Count;
        var told = (await Admin.Post("/api/tickets/rules/rehearse", new { rules, days = 1 })).Expect(200).Json;
        ((int)told["alerts"]!, (bool)told["isWhole"]!, (int)told["ticketsToday"]!).ShouldBe((60, true, 0));
        (await Tickets()).ShouldBeEmpty();
        (await Items("/api/tickets/rules")).ShouldBeEmpty();
        (await Events()).Count.ShouldBe(before);

        // The same alerts come to another tenant, which has the rules.
        var other = await Server.NewTenant();
        foreach (var rule in rules)
        {
            (await other.Admin.Post("/api/tickets/rules", rule)).Expect(201);
        }

        var live = await Product("Any", other);
        foreach (var alert in alerts)
        {
            await live.Post(alert);
        }

        async Task<JsonNode[]> Uses() => [.. (await other.Admin.Get("/api/tickets/rules")).Expect(200).Json["items"]!.AsArray().Select(i => i!["use"]!)];
        var decided = 60 - (int)told["undecided"]!;
        await Eventually.Holds("all to be decided", async () => (await Uses()).Sum(u => (int)u["opened"]! + (int)u["joined"]! + (int)u["suppressed"]!) == decided);
        (await Uses()).Select(u => ((int)u["opened"]!, (int)u["joined"]!, (int)u["suppressed"]!))
            .ShouldBe(told["rules"]!.AsArray().Select(r => ((int)r!["opened"]!, (int)r["joined"]!, (int)r["suppressed"]!)));
        (await other.Admin.Get("/api/tickets?limit=200")).Json["items"]!.AsArray().Count.ShouldBe((int)told["tickets"]!);
    }

    [Fact]
    public async Task A_rule_for_findings_opens_what_is_slight_and_suppresses_what_is_known()
    {
        await Rule(new { name = "Known", source = "FINDING", match = new { findingRules = new[] { "ssh.*" } }, outcome = "SUPPRESS", reason = "A test machine." });
        await Rule(new { name = "Disks", source = "FINDING", match = new { findingRules = new[] { "disk.full" } }, outcome = "OPEN", opening = new { priority = "LOW", tags = new[] { "disk" }, assigneeId = Tenant.AdminId } });
        await Raise(FindingSeverity.Critical);
        await Raise(FindingSeverity.Medium, rule: "disk.full");
        await Raise(FindingSeverity.Medium, rule: "cpu.busy");
        await Raise(FindingSeverity.High, rule: "cpu.hot");
        await Eventually.Holds("both tickets", async () => (await Tickets()).Length == 2);
        (await Tickets()).Select(t => ((string?)t["rule"], (string?)t["severity"], (string?)t["priority"], (string?)t["assigneeId"])).ShouldBe(
            [("cpu.hot", "HIGH", "HIGH", null), ("disk.full", "MEDIUM", "LOW", Tenant.AdminId)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_rule_of_one_organization_is_for_that_alone_and_seen_by_those_of_it()
    {
        var (north, south) = (await Tenant.NewOrganization(), await Tenant.NewOrganization());
        var (ofNorth, ofSouth) = (await Product("North", organization: north), await Product("South", organization: south));
        var manager = await Tenant.NewUserAt("MANAGER", "ORGANIZATION", north);
        (await manager.Post("/api/tickets/rules", new { name = "Everywhere", source = "ALERT", match = new { }, outcome = "OPEN" })).Expect(403);
        (await manager.Post("/api/tickets/rules", new { name = "There", source = "ALERT", match = new { }, outcome = "OPEN", scope = new { level = "ORGANIZATION", id = south } })).Expect(400).Code.ShouldBe("ticket.unknown_scope");
        (await manager.Post("/api/tickets/rules", new { name = "Here", source = "ALERT", match = new { }, outcome = "OPEN", scope = new { level = "ORGANIZATION", id = north } })).Expect(201);
        var whole = await Rule(new { name = "Whole", source = "ALERT", match = new { severityAtLeast = "CRITICAL" }, outcome = "OPEN" });
        (await manager.Get("/api/tickets/rules")).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await manager.Delete($"/api/tickets/rules/{whole}")).Expect(404);
        await ofSouth.Post(Alert("s", "Of the south", "high", "203.0.113.1"));
        await ofNorth.Post(Alert("n", "Of the north", "high", "203.0.113.1"));
        var ticket = await One();
        ((string?)ticket["subject"], (string?)ticket["organizationId"]).ShouldBe(("Of the north", north));
    }

    [Fact]
    public async Task Whoever_is_gone_gets_no_tickets_by_a_rule_and_the_rule_says_so()
    {
        var (_, person) = await Tenant.NewUserWithId("MEMBER");
        var rule = await Rule(new { name = "To a person", source = "ALERT", match = new { }, outcome = "OPEN", opening = new { assigneeId = person } });
        (await Admin.Delete($"/api/users/{person}")).Expect(204);
        await Eventually.Holds("the rule to say so", async () => ((string?)(await Admin.Get($"/api/tickets/rules/{rule}")).Expect(200).Json["failing"])?.StartsWith("ticket.unknown_assignee", StringComparison.Ordinal) == true);
        await (await Product("Any")).Post(Alert("a", "Still a ticket", "low", "203.0.113.1"));
        (await One())["assigneeId"].ShouldBeNull();
        ((string?)(await Admin.Get($"/api/tickets/rules/{rule}")).Json["failing"]).ShouldNotBeNull("it says so until somebody changes it");
        (await Admin.Put($"/api/tickets/rules/{rule}", new { name = "To nobody", source = "ALERT", match = new { }, outcome = "OPEN" })).Expect(200).Json["failing"].ShouldBeNull();
    }

    [Fact]
    public async Task What_is_no_rule_is_refused_with_its_field_and_nothing_is_kept()
    {
        foreach (var (body, code) in new (object, string)[]
        {
            (new { name = "", source = "ALERT", match = new { }, outcome = "OPEN" }, "ticket.bad_text"),
            (new { name = "n", source = "ALERT", match = new { }, outcome = "SUPPRESS" }, "ticket.reason_needed"),
            (new { name = "n", source = "ALERT", match = new { texts = new[] { "x" } }, outcome = "OPEN" }, "ticket.bad_match"),
            (new { name = "n", source = "ALERT", match = new { connectors = new string?[] { null } }, outcome = "OPEN" }, "ticket.bad_match"),
            (new { name = "n", source = "ALERT", match = new { observables = new[] { "203.0.113.0/99 x" } }, outcome = "OPEN" }, "ticket.bad_match"),
            (new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN", opening = new { dedupeMinutes = -1 } }, "ticket.bad_opening"),
            (new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN", opening = new { tags = new[] { "a b" } } }, "ticket.bad_tags"),
            (new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN", opening = new { assigneeId = Guid.CreateVersion7() } }, "ticket.unknown_assignee"),
            (new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN", scope = new { level = "GROUP", id = Guid.CreateVersion7() } }, "ticket.unknown_scope"),
        })
        {
            (await Admin.Post("/api/tickets/rules", body)).Expect(400).Code.ShouldBe(code);
        }

        (await Items("/api/tickets/rules")).ShouldBeEmpty();
        var id = await Rule(new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN" });
        (await Admin.Post("/api/tickets/rules", new { name = "n", source = "ALERT", match = new { }, outcome = "OPEN" })).Expect(409).Code.ShouldBe("ticket.rule_exists");
        (await Admin.Post("/api/tickets/rules/rehearse", new { rules = Array.Empty<object>() })).Expect(400).Code.ShouldBe("ticket.bad_rules");
        (await (await Tenant.NewUser("MEMBER")).Post("/api/tickets/rules", new { name = "m", source = "ALERT", match = new { }, outcome = "OPEN" })).Expect(403);
        (await Admin.Delete($"/api/tickets/rules/{id}")).Expect(204);
        (await Tenant.Audit("tickets.delete_rule"))[0]!["resource"]!["id"]!.GetValue<string>().ShouldBe(id);
    }

    private static JsonObject Alert(string id, string title, string severity, string address, string status = "new", string? at = null) => new()
    {
        ["id"] = id, ["title"] = title, ["severity"] = severity, ["source"] = address, ["status"] = status, ["at"] = at ?? "2026-11-25T14:00:00Z",
    };

    private async Task<string> Rule(object body) => (await Admin.Post("/api/tickets/rules", body)).Expect(201).Id;

    private async Task<JsonNode> One()
    {
        await Eventually.Holds("a ticket", async () => (await Tickets()).Length > 0);
        return (await Tickets()).ShouldHaveSingleItem();
    }

    private async Task<List<string?>> Kinds(JsonNode ticket) => [.. (await Items($"/api/tickets/{ticket["id"]}/timeline?limit=200")).Select(e => (string?)e["kind"])];

    // Any product that posts JSON; it stands for whichever.
    private async Task<Posting> Product(string name, TestTenant? tenant = null, string? organization = null)
    {
        var admin = (tenant ?? Tenant).Admin;
        var settings = new { listPath = "$.alerts", titlePath = "$.title", keyPath = "$.id", severityPath = "$.severity", timePath = "$.at", addressPath = "$.source", statePath = "$.status", overWords = new[] { "resolved" } };
        var integration = (await admin.Post("/api/integrations", new { connector = "webhook", name, settings, secret = new { secret = Secret }, organizationId = organization })).Expect(201).Id;
        (await admin.Post($"/api/integrations/{integration}/test", new { })).Expect(200);
        var path = (await admin.Post($"/api/integrations/{integration}/receivers", new { inbound = "webhook.alert" })).Expect(201).Text("path");
        return new Posting(await Server.Anonymous(), path);
    }

    private sealed record Posting(ApiClient Client, string Path)
    {
        public async Task Post(params JsonObject[] alerts)
        {
            var answer = await Client.Post(Path, new { alerts = alerts.Select(a => a.DeepClone()) }, ("X-Holdfast-Secret", Secret));
            ((int)answer.Expect(200).Json["received"]!, (int)answer.Json["rejected"]!).ShouldBe((alerts.Length, 0), JsonSerializer.Serialize(answer.Body));
        }
    }
}
