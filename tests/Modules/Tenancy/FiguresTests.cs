using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>What those above a tenant may see of how it stands.</summary>
public sealed class FiguresTests(TestServer server)
{
    [Fact]
    public async Task A_tenant_tells_those_above_how_it_stands_and_nobody_beside()
    {
        var (provider, stranger) = (await server.NewTenant(), await server.NewTenant());
        var customer = await server.NewTenantBelow(provider);
        var branch = await server.NewTenantBelow(customer);
        (await customer.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201);
        var figures = await Told(provider, customer.Id, f => (long?)f["openTickets"] == 1);
        (figures["score"], (long?)figures["devices"], (long?)figures["reporting"], (string?)figures["name"]).ShouldBe((null, 0, 0, "Customer"));
        figures["use"]!.AsArray().Single(u => (string?)u!["quota"] == "seats")!["used"]!.GetValue<long>().ShouldBe(1);

        (await stranger.Admin.Get($"/api/tenants/{customer.Id}/figures")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await branch.Admin.Get($"/api/tenants/{customer.Id}/figures")).Expect(404);
        (await stranger.Admin.Get("/api/tenant-figures")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await provider.Admin.Get("/api/tenant-figures")).Expect(200).Json["items"]!.AsArray().Select(f => (string?)f!["tenantId"]).ShouldBe([branch.Id, customer.Id], ignoreOrder: true);
        // Who stands alone tells nobody.
        (await stranger.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201);
        await Eventually.Holds("nothing to be due of the stranger", async () => (await server.Sql(stranger, "select count(*) from work.figures_due where tenant_id = $1", Guid.Parse(stranger.Id))).Single() == "0");
        (await server.Sql(stranger, "select count(*) from control.tenant_figures where tenant_id = $1", Guid.Parse(stranger.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_tenant_shows_what_it_wants_to_and_what_it_takes_back_is_gone_at_once()
    {
        var provider = await server.NewTenant();
        var customer = await server.NewTenantBelow(provider);
        (await customer.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201);
        await Told(provider, customer.Id, f => (long?)f["openTickets"] == 1);

        (await Share(customer, customer.Id, "DEVICES")).Expect(200).Json["openTickets"].ShouldBeNull();
        var left = (await provider.Admin.Get($"/api/tenants/{customer.Id}/figures")).Expect(200).Json;
        (left["openTickets"], left["use"], (long?)left["devices"]).ShouldBe((null, null, 0));
        (await server.Sql(customer, "select concat(open_tickets, use) from control.tenant_figures where tenant_id = $1", Guid.Parse(customer.Id))).ShouldBe([""]);
        (await customer.Admin.Post("/api/tickets", new { subject = "t", description = "d", severity = "LOW" })).Expect(201);
        await Eventually.Holds("the ticket to be told of", async () => (await server.Sql(customer, "select count(*) from work.figures_due where tenant_id = $1", Guid.Parse(customer.Id))).Single() == "0");
        (await provider.Admin.Get($"/api/tenants/{customer.Id}/figures")).Expect(200).Json["openTickets"].ShouldBeNull();

        (await Share(customer, customer.Id, "TICKETS", "DEVICES")).Expect(200);
        await Told(provider, customer.Id, f => (long?)f["openTickets"] == 2);
        (await customer.Audit("tenancy.share_figures", 2))[0]!["after"]!["sharedFigures"]!.AsArray().Select(f => (string?)f).ShouldBe(["DEVICES", "TICKETS"]);
    }

    [Fact]
    public async Task Only_its_own_people_say_what_a_tenant_shows()
    {
        var provider = await server.NewTenant();
        var customer = await server.NewTenantBelow(provider);
        (await Share(provider, customer.Id, "USE")).Expect(409).Code.ShouldBe("tenant.not_own");
        await provider.Visit(customer.Id);
        (await provider.Admin.Send(HttpMethod.Put, $"/api/tenants/{customer.Id}/shared-figures", new { figures = new[] { "USE" } }, ("X-Tenant", customer.Id))).Expect(409).Code.ShouldBe("tenant.not_own");
        (await Share(customer, customer.Id, "USE", "USE")).Expect(400).Code.ShouldBe("tenant.figures_twice");
        (await Share(customer, customer.Id, "SECRETS")).Expect(400);
        (await customer.Admin.Put($"/api/tenants/{customer.Id}/shared-figures", new { figures = new[] { "USE" } }, ("If-Match", "\"99\""))).Expect(412);
        (await (await customer.NewUser("READ_ONLY")).Put($"/api/tenants/{customer.Id}/shared-figures", new { figures = new[] { "USE" } })).Expect(403);
        (await Share(customer, Guid.CreateVersion7().ToString(), "USE")).Expect(404);
    }

    private static Task<ApiAnswer> Share(TestTenant by, string tenant, params string[] figures) => by.Admin.Put($"/api/tenants/{tenant}/shared-figures", new { figures });

    private static Task<System.Text.Json.Nodes.JsonNode> Told(TestTenant above, string tenant, Func<System.Text.Json.Nodes.JsonNode, bool> so) => Eventually.Get(
        "the figures to be told", async () => (await above.Admin.Get($"/api/tenants/{tenant}/figures")).Expect(200).Json is { } figures && so(figures) ? figures : null);
}
