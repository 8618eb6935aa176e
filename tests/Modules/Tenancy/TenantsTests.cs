using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class TenantsTests(TestServer server)
{
    private static readonly object Nothing = new { };

    [Fact]
    public async Task A_provider_makes_a_tenant_and_acts_in_it_by_switching_to_it()
    {
        var provider = await server.NewTenant("Provider");
        var made = (await provider.Admin.Post("/api/tenants", new { name = "Customer" })).Expect(201);
        (made.Text("name"), made.Text("parentId"), made.Text("state"), made.Json["stateSince"]).ShouldBe(("Customer", provider.Id, "ACTIVE", null));
        var child = ("X-Tenant", made.Id);
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, child)).Expect(404);
        await provider.Visit(made.Id);
        var organization = (await provider.Admin.Send(HttpMethod.Post, "/api/organizations", new { name = "North" }, child)).Expect(201).Id;
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, child)).Expect(200).Json["items"]!.AsArray().Select(o => (string)o!["id"]!).ShouldBe([organization]);
        (await provider.Admin.Get("/api/organizations")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();

        // Both logs say who made it; the tenant's own with an event for its subscribers.
        ((string?)(await provider.Audit("tenancy.create_tenant"))[0]!["resource"]!["id"]).ShouldBe(made.Id);
        var told = await Eventually.Get("the entry in the customer's own log", async () =>
            (await provider.Admin.Send(HttpMethod.Get, "/api/audit?action=tenancy.create_tenant", null, child)).Expect(200).Json["items"]!.AsArray() is [{ } one] ? one : null);
        ((string?)told["actor"]!["id"], (string?)told["resource"]!["name"]).ShouldBe((provider.AdminId, "Customer"));
    }

    [Fact]
    public async Task The_list_has_the_own_tenant_and_those_below_and_nobody_elses()
    {
        var provider = await server.NewTenant("Provider");
        var stranger = await server.NewTenant("Stranger");
        var north = (await provider.Admin.Post("/api/tenants", new { name = "Client North" })).Expect(201).Id;
        var south = (await provider.Admin.Post("/api/tenants", new { name = "Client South" })).Expect(201).Id;
        await provider.Visit(north);
        var below = (await provider.Admin.Send(HttpMethod.Post, "/api/tenants", new { name = "Branch of North" }, ("X-Tenant", north))).Expect(201).Id;
        (await Listed(provider, "")).ShouldBe([below, south, north, provider.Id]);
        (await Listed(provider, "?search=north")).ShouldBe([below, north]);
        (await Listed(provider, $"?parentId={provider.Id}")).ShouldBe([south, north]);
        (await Listed(provider, "?limit=1")).ShouldBe([below]);
        (await Listed(stranger, "")).ShouldBe([stranger.Id]);
        (await Listed(stranger, $"?parentId={provider.Id}")).ShouldBeEmpty();
        (await provider.Admin.Get($"/api/tenants/{below}")).Expect(200).Text("parentId").ShouldBe(north);
        (await stranger.Admin.Get($"/api/tenants/{north}")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await provider.Admin.Get($"/api/tenants/{stranger.Id}")).Expect(404);
        (await stranger.Admin.Put($"/api/tenants/{north}", new { name = "Mine" })).Expect(404);
        (await stranger.Admin.Post($"/api/tenants/{north}/suspend", Nothing)).Expect(404);
        (await provider.Admin.Put($"/api/tenants/{below}", new { name = "North, branch" })).Expect(200).Text("name").ShouldBe("North, branch");
        (await provider.Admin.Get("/api/tenants?state=SLEEPY")).Expect(400);
    }

    [Fact]
    public async Task A_suspended_tenants_credentials_are_refused_and_all_is_there_when_it_is_resumed()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var anonymous = await server.Anonymous();
        var organization = await customer.NewOrganization("Kept");
        var refresh = customer.Registered.Text("refreshToken");

        var suspended = (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", new { reason = "Unpaid" })).Expect(200);
        (suspended.Text("state"), suspended.Text("stateReason")).ShouldBe(("SUSPENDED", "Unpaid"));
        (await customer.Admin.Get("/api/organizations")).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await customer.Admin.Post("/api/organizations", new { name = "New" })).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await anonymous.Post("/api/auth/login", new { email = customer.Email, password = TestTenant.Password })).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await anonymous.Post("/api/auth/login", new { email = customer.Email, password = "another one" })).Expect(401);
        (await anonymous.Post("/api/auth/refresh", new { refreshToken = refresh })).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await provider.Admin.Get("/api/organizations")).Expect(200);
        (await Listed(provider, "?state=SUSPENDED")).ShouldBe([customer.Id]);
        (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", Nothing)).Expect(409).Code.ShouldBe("tenant.not_active");

        (await provider.Admin.Post($"/api/tenants/{customer.Id}/resume")).Expect(200).Json["stateReason"].ShouldBeNull();
        (await customer.Admin.Get($"/api/organizations/{organization}")).Expect(200).Text("name").ShouldBe("Kept");
        (await anonymous.Post("/api/auth/refresh", new { refreshToken = refresh })).Expect(200);
        (await provider.Admin.Post($"/api/tenants/{customer.Id}/resume")).Expect(409).Code.ShouldBe("tenant.not_suspended");

        var told = await customer.Audit("tenancy.suspend_tenant");
        ((string?)told[0]!["actor"]!["id"], (string?)told[0]!["after"]!["state"]).ShouldBe((provider.AdminId, "SUSPENDED"));
        (await customer.Audit("tenancy.list_organizations")).Count(e => (string?)e!["error"] == "tenancy.suspended").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_suspends_the_own_tenant_or_without_the_right_and_reasons_are_short()
    {
        var provider = await server.NewTenant("Provider");
        var customer = (await provider.Admin.Post("/api/tenants", new { name = "Customer" })).Expect(201).Id;
        await provider.Visit(customer);
        (await provider.Admin.Post($"/api/tenants/{customer}/suspend", Nothing)).Expect(200);
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", customer))).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await provider.Admin.Post($"/api/tenants/{customer}/resume")).Expect(200);
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", customer))).Expect(200);
        (await provider.Admin.Post($"/api/tenants/{provider.Id}/suspend", Nothing)).Expect(409).Code.ShouldBe("tenant.own");
        (await provider.Admin.Post($"/api/tenants/{customer}/suspend", new { reason = new string('x', 501) })).Expect(400).Code.ShouldBe("tenant.bad_reason");
        (await provider.Admin.Post("/api/tenants", new { name = "" })).Expect(400).Code.ShouldBe("name.bad");
        var manager = await provider.NewUser("MANAGER");
        (await manager.Post("/api/tenants", new { name = "Another" })).Expect(403);
        (await manager.Post($"/api/tenants/{customer}/suspend", Nothing)).Expect(403);
        (await manager.Get("/api/tenants")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(2);
    }

    private static async Task<string[]> Listed(TestTenant tenant, string query) =>
        [.. (await tenant.Admin.Get($"/api/tenants{query}")).Expect(200).Json["items"]!.AsArray().Select(t => (string)t!["id"]!)];
}
