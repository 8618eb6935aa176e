using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>People of a tenant above who act in one below.</summary>
public sealed class VisitTests(TestServer server)
{
    [Fact]
    public async Task Who_switches_acts_there_in_this_session_alone_and_both_logs_say_so()
    {
        var (provider, customer) = await Pair();
        var organization = await customer.NewOrganization();
        (await Ask(provider.Admin, customer.Id)).Expect(404);
        var visit = (await provider.Admin.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(200);
        (visit.Text("access"), (string?)visit.Json["tenant"]!["id"]).ShouldBe(("FULL", customer.Id));
        (await Ask(provider.Admin, customer.Id)).Expect(200).Body.ShouldContain(organization);
        (await provider.Admin.Send(HttpMethod.Post, "/api/organizations", new { name = "South" }, ("X-Tenant", customer.Id))).Expect(201);
        var elsewhere = new ApiClient(provider.Admin.Address, (await (await server.Anonymous()).Post("/api/auth/login", new { email = provider.Email, password = TestTenant.Password })).Expect(200).Text("accessToken"));
        (await Ask(elsewhere, customer.Id)).Expect(404);

        var seen = (await customer.Admin.Get("/api/visits")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)seen["userId"], (string?)seen["homeId"], (string?)seen["userEmail"], seen["endedAt"]).ShouldBe((provider.AdminId, provider.Id, provider.Email, null));
        ((string?)(await customer.Audit("access.switch"))[0]!["actor"]!["tenantId"]).ShouldBe(provider.Id);
        ((string?)(await provider.Audit("access.switch"))[0]!["after"]!["tenantId"]).ShouldBe(customer.Id);
        ((string?)(await customer.Audit("tenancy.create_organization", 2))[0]!["actor"]!["tenantId"]).ShouldBe(provider.Id);

        (await provider.Admin.Post("/api/auth/switch", new { })).Expect(200).Json["access"].ShouldBeNull();
        (await Ask(provider.Admin, customer.Id)).Expect(404);
        ((await customer.Admin.Get("/api/visits")).Expect(200).Json["items"]![0]!["endedAt"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_visitor_may_there_what_they_may_at_home_and_what_the_visited_tenant_allows()
    {
        var (provider, customer) = await Pair();
        var analyst = await provider.NewUser("SECURITY_ANALYST");
        (await analyst.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(200);
        (await analyst.Send(HttpMethod.Get, "/api/tickets", null, ("X-Tenant", customer.Id))).Expect(200);
        (await analyst.Send(HttpMethod.Post, "/api/organizations", new { name = "Mine" }, ("X-Tenant", customer.Id))).Expect(403);
        (await (await provider.NewUser("USER")).Post("/api/auth/switch", new { tenant = customer.Id })).Expect(403).Code.ShouldBe("auth.forbidden");

        // One who holds the right on a part of the own tenant only has nothing there.
        var group = await provider.NewGroup();
        var part = await provider.NewUserAt("ADMIN", "GROUP", group);
        (await part.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(403);

        (await customer.Admin.Put($"/api/tenants/{customer.Id}/provider-access", new { access = "READ" })).Expect(200).Text("providerAccess").ShouldBe("READ");
        await Eventually.Holds("the visit to have ended", async () => (await analyst.Send(HttpMethod.Get, "/api/tickets", null, ("X-Tenant", customer.Id))).Status == 404, TimeSpan.FromSeconds(5));
        (await provider.Admin.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(200).Text("access").ShouldBe("READ");
        (await Ask(provider.Admin, customer.Id)).Expect(200);
        (await provider.Admin.Send(HttpMethod.Post, "/api/organizations", new { name = "Mine" }, ("X-Tenant", customer.Id))).Expect(403);
    }

    [Fact]
    public async Task A_tenant_refuses_visitors_ends_visits_and_no_visitor_changes_that()
    {
        var (provider, customer) = await Pair();
        await provider.Visit(customer.Id);
        (await provider.Admin.Send(HttpMethod.Put, $"/api/tenants/{customer.Id}/provider-access", new { access = "FULL" }, ("X-Tenant", customer.Id))).Expect(409).Code.ShouldBe("tenant.not_own");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/provider-access", new { access = "FULL" })).Expect(409).Code.ShouldBe("tenant.not_own");
        var visit = (string)(await customer.Admin.Get("/api/visits")).Expect(200).Json["items"]![0]!["id"]!;
        (await provider.Admin.Delete($"/api/visits/{visit}")).Expect(404).Code.ShouldBe("visit.not_found");
        (await customer.Admin.Delete($"/api/visits/{visit}")).Expect(204);
        (await customer.Admin.Delete($"/api/visits/{visit}")).Expect(409).Code.ShouldBe("visit.ended");
        await Eventually.Holds("the visitor to be out", async () => (await Ask(provider.Admin, customer.Id)).Status == 404, TimeSpan.FromSeconds(5));
        (await provider.Audit("access.end_visit", 2)).Select(e => (string?)e!["actor"]!["id"]).ShouldContain(customer.AdminId);

        (await customer.Admin.Put($"/api/tenants/{customer.Id}/provider-access", new { access = "NONE" })).Expect(200);
        (await provider.Admin.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(403).Code.ShouldBe("visit.refused");
        var branch = await server.NewTenantBelow(customer);
        (await provider.Admin.Post("/api/auth/switch", new { tenant = branch.Id })).Expect(403).Code.ShouldBe("visit.refused");
        (await customer.Admin.Post("/api/auth/switch", new { tenant = branch.Id })).Expect(200);
        ((string?)(await provider.Audit("access.switch"))[0]!["error"]).ShouldBe("visit.refused");
    }

    [Fact]
    public async Task Nobody_switches_sideways_or_upwards_and_a_session_that_ends_ends_its_visits()
    {
        var (provider, customer) = await Pair();
        var stranger = await server.NewTenant("Stranger");
        (await customer.Admin.Post("/api/auth/switch", new { tenant = provider.Id })).Expect(404).Code.ShouldBe("tenant.not_found");
        (await stranger.Admin.Post("/api/auth/switch", new { tenant = customer.Id })).Expect(404);
        (await provider.Admin.Post("/api/auth/switch", new { tenant = Guid.CreateVersion7().ToString() })).Expect(404);
        (await provider.Admin.Post("/api/auth/switch", new { tenant = new string('x', 500) })).Expect(404);
        await provider.Visit(customer.Id);
        (await Ask(provider.Admin, customer.Id)).Expect(200);
        (await provider.Admin.Post("/api/auth/logout", new { refreshToken = provider.Registered.Text("refreshToken") })).Expect(200);
        (await Ask(provider.Admin, customer.Id)).Expect(401);
        ((await customer.Admin.Get("/api/visits")).Expect(200).Json["items"]![0]!["endedAt"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task Users_of_a_tenant_below_are_seen_while_one_acts_there_and_otherwise_it_is_not_there()
    {
        var (provider, customer) = await Pair();
        (await provider.Admin.Get($"/api/tenants/{provider.Id}/users")).Expect(200).Body.ShouldContain(provider.Email);
        (await provider.Admin.Get($"/api/tenants/{customer.Id}/users")).Expect(404).Code.ShouldBe("tenant.not_found");
        await provider.Visit(customer.Id);
        (await provider.Admin.Get($"/api/tenants/{customer.Id}/users")).Expect(200).Body.ShouldContain(customer.Email);
        (await customer.Admin.Get($"/api/tenants/{provider.Id}/users")).Expect(404);
    }

    [Fact]
    public async Task A_tenant_moves_with_what_is_below_it_never_below_itself_and_visits_end()
    {
        var (provider, north) = await Pair();
        var south = await server.NewTenantBelow(provider);
        var branch = await server.NewTenantBelow(north);
        var stranger = await server.NewTenant("Stranger");
        await north.Visit(branch.Id);
        await provider.Visit(branch.Id);
        (await provider.Admin.Post($"/api/tenants/{north.Id}/move", new { parentId = branch.Id })).Expect(400).Code.ShouldBe("tenant.ring");
        (await provider.Admin.Post($"/api/tenants/{north.Id}/move", new { parentId = north.Id })).Expect(400).Code.ShouldBe("tenant.ring");
        (await provider.Admin.Post($"/api/tenants/{north.Id}/move", new { parentId = stranger.Id })).Expect(400).Code.ShouldBe("tenant.unknown_parent");
        (await provider.Admin.Post($"/api/tenants/{provider.Id}/move", new { parentId = north.Id })).Expect(409).Code.ShouldBe("tenant.own");
        (await stranger.Admin.Post($"/api/tenants/{north.Id}/move", new { parentId = stranger.Id })).Expect(404);
        (await Ask(north.Admin, branch.Id)).Expect(200);

        (await provider.Admin.Post($"/api/tenants/{branch.Id}/move", new { parentId = south.Id })).Expect(200).Text("parentId").ShouldBe(south.Id);
        await Eventually.Holds("who was above to be out", async () => (await Ask(north.Admin, branch.Id)).Status == 404, TimeSpan.FromSeconds(5));
        (await north.Admin.Post("/api/auth/switch", new { tenant = branch.Id })).Expect(404);
        await south.Visit(branch.Id);
        (await Ask(south.Admin, branch.Id)).Expect(200);
        // With the move, two visits ended there.
        var moved = (await branch.Audit("tenancy.move_tenant", 3)).Single(e => (string?)e!["resource"]!["type"] == "tenant");
        ((string?)moved!["after"]!["parentId"]).ShouldBe(south.Id);

        var going = await server.NewTenantBelow(provider);
        (await provider.Admin.Delete($"/api/tenants/{going.Id}")).Expect(200);
        (await provider.Admin.Post($"/api/tenants/{branch.Id}/move", new { parentId = going.Id })).Expect(400).Code.ShouldBe("tenant.parent_goes");
    }

    private async Task<(TestTenant Provider, TestTenant Customer)> Pair()
    {
        var provider = await server.NewTenant("Provider");
        return (provider, await server.NewTenantBelow(provider));
    }

    private static Task<ApiAnswer> Ask(ApiClient client, string tenant) => client.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", tenant));
}
