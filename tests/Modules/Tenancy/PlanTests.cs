using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class PlanTests(TestServer server)
{
    [Fact]
    public async Task The_four_plans_are_there_the_least_first()
    {
        var tenant = await server.NewTenant();
        var plans = (await tenant.Admin.Get("/api/plans")).Expect(200).Json["items"]!.AsArray();
        plans.Select(p => (string)p!["key"]!).Where(k => k is "FREE" or "STARTER" or "PROFESSIONAL" or "ENTERPRISE").ShouldBe(["FREE", "STARTER", "PROFESSIONAL", "ENTERPRISE"]);
        var free = plans.Single(p => (string)p!["key"]! == "FREE")!;
        free["flags"]!.AsArray().ShouldBeEmpty();
        free["limits"]!.AsArray().Single(l => (string)l!["quota"]! == "seats")!["limit"]!.GetValue<long>().ShouldBe(3);
        var all = plans.Single(p => (string)p!["key"]! == "ENTERPRISE")!;
        all["limits"]!.AsArray().ShouldBeEmpty();
        string[] wanted = ["api_keys", "child_tenants", "custom_roles", "integrations", "webhooks"];
        wanted.ShouldBeSubsetOf(all["flags"]!.AsArray().Select(f => (string)f!));
        (await tenant.Admin.Get($"/api/tenants/{tenant.Id}/plan")).Expect(200).Json["plan"]!["key"]!.GetValue<string>().ShouldBe("ENTERPRISE");
    }

    [Fact]
    public async Task A_tenant_on_a_lesser_plan_keeps_what_it_has_and_makes_nothing_new_above_it()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var role = (await customer.Admin.Post("/api/roles", Role("kept"))).Expect(201).Id;
        var key = (await customer.Admin.Post("/api/admin/api-keys", Key)).Expect(201);
        await customer.NewUser("USER");
        await customer.NewUser("USER");
        await customer.NewUser("USER");

        var set = (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "FREE" })).Expect(200);
        set.Json["plan"]!["key"]!.GetValue<string>().ShouldBe("FREE");
        (Flag(set, "custom_roles")["isOn"]!.GetValue<bool>(), (string?)Flag(set, "custom_roles")["from"]).ShouldBe((false, "PLAN"));
        var refused = (await customer.Admin.Post("/api/roles", Role("new"))).Expect(403);
        refused.Code.ShouldBe("tenancy.plan_lacks");
        refused.Text("detail").ShouldStartWith("The tenant's plan, Free, lacks 'custom_roles'.");
        (await customer.Admin.Post("/api/admin/webhooks", new { url = "https://example.test/", events = new[] { "ticket.closed" } })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        (await customer.Admin.Post("/api/admin/api-keys", Key)).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        (await customer.Admin.Post("/api/integrations", new { connector = "grafana", name = "g" })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        (await customer.Admin.Post("/api/tenants", new { name = "Below" })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        (await NewUser(customer)).Expect(429).Text("detail").ShouldContain("'seats' is 3");

        // Who may not anyway is told that, and nothing of plans.
        (await (await ReadOnly(provider, customer)).Post("/api/roles", Role("x"))).Expect(403).Code.ShouldBe("auth.forbidden");

        // What is there goes on, can be changed and can go.
        (await customer.Admin.Get($"/api/roles/{role}")).Expect(200);
        (await new ApiClient(customer.Admin.Address, key.Text("key")).Get("/api/organizations")).Expect(200);
        (await customer.Admin.Put($"/api/roles/{role}", Role("renamed"))).Expect(200);
        (await customer.Admin.Delete($"/api/roles/{role}")).Expect(204);
        ((string?)(await customer.Audit("access.create_role")).First(e => (string?)e!["error"] == "tenancy.plan_lacks")!["outcome"]).ShouldBe("DENIED");

        // Neither the provider nor anybody else is meant.
        (await provider.Admin.Post("/api/roles", Role("theirs"))).Expect(201);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "PROFESSIONAL" })).Expect(200);
        (await customer.Admin.Post("/api/roles", Role("new"))).Expect(201);
        (await NewUser(customer)).Expect(201);

        foreach (var tenant in new[] { provider, customer })
        {
            var told = (await tenant.Audit("tenancy.set_plan", 2))[1]!;
            ((string?)told["actor"]!["id"], (string?)told["before"]!["plan"], (string?)told["after"]!["plan"]).ShouldBe((provider.AdminId, "ENTERPRISE", "FREE"));
            await Event(tenant, "tenant.plan_changed", 2);
        }
    }

    [Fact]
    public async Task Nobody_changes_the_own_plan_or_another_tenants_or_gives_more_than_they_have()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var branch = await server.NewTenantBelow(customer);
        var stranger = await server.NewTenant("Stranger");
        foreach (var (path, body) in Changes)
        {
            var method = path == "trial" ? HttpMethod.Post : HttpMethod.Put;
            (await customer.Admin.Send(method, $"/api/tenants/{customer.Id}/{path}", body)).Expect(409).Code.ShouldBe("tenant.own_plan");
            (await stranger.Admin.Send(method, $"/api/tenants/{customer.Id}/{path}", body)).Expect(404).Code.ShouldBe("tenant.not_found");
            (await customer.Admin.Send(method, $"/api/tenants/{provider.Id}/{path}", body)).Expect(404);
            (await (await provider.NewUser("MANAGER")).Send(method, $"/api/tenants/{customer.Id}/{path}", body)).Expect(403).Code.ShouldBe("auth.forbidden");
        }

        (await stranger.Admin.Get($"/api/tenants/{customer.Id}/plan")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await customer.Admin.Put($"/api/tenants/{customer.Id}/trial", new { days = 1 })).Expect(409).Code.ShouldBe("tenant.own_plan");
        (await customer.Admin.Delete($"/api/tenants/{customer.Id}/trial")).Expect(409).Code.ShouldBe("tenant.own_plan");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "PLATINUM" })).Expect(400).Code.ShouldBe("tenant.unknown_plan");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "ENTERPRISE" })).Expect(409).Code.ShouldBe("tenant.has_plan");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "FREE" }, ("If-Match", "\"99\""))).Expect(412);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/flags", new { flags = new object?[] { null } })).Expect(400).Code.ShouldBe("tenant.unknown_flag");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/flags", Flags(("webhooks", true, null), ("webhooks", false, null)))).Expect(400).Code.ShouldBe("tenant.bad_override");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/flags", Flags(("webhooks", true, "2001-01-01T00:00:00Z")))).Expect(400).Code.ShouldBe("tenant.bad_override");

        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "STARTER" })).Expect(200);
        (await customer.Admin.Put($"/api/tenants/{branch.Id}/plan", new { plan = "PROFESSIONAL" })).Expect(400).Code.ShouldBe("tenant.more_than_own");
        (await customer.Admin.Post($"/api/tenants/{branch.Id}/trial", new { plan = "PROFESSIONAL", days = 5 })).Expect(400).Code.ShouldBe("tenant.more_than_own");
        (await customer.Admin.Put($"/api/tenants/{branch.Id}/flags", Flags(("custom_roles", true, null)))).Expect(400).Code.ShouldBe("tenant.more_than_own");
        (await customer.Admin.Put($"/api/tenants/{branch.Id}/quotas", new { limits = new[] { new { quota = "seats", limit = 11 } } })).Expect(400).Code.ShouldBe("tenant.more_than_own");
        (await customer.Admin.Put($"/api/tenants/{branch.Id}/quotas", new { limits = new[] { new { quota = "seats", limit = 10 } } })).Expect(200);
        (await customer.Admin.Put($"/api/tenants/{branch.Id}/plan", new { plan = "FREE" })).Expect(200);
    }

    [Fact]
    public async Task A_flag_is_on_or_off_for_one_tenant_until_its_end()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "FREE" })).Expect(200);
        var set = (await provider.Admin.Put($"/api/tenants/{customer.Id}/flags", Flags(("custom_roles", true, "2999-01-01T00:00:00Z"), ("webhooks", false, null)))).Expect(200);
        (Flag(set, "custom_roles")["isOn"]!.GetValue<bool>(), (string?)Flag(set, "custom_roles")["from"], (string?)Flag(set, "custom_roles")["until"]).ShouldBe((true, "OVERRIDE", "2999-01-01T00:00:00Z"));
        (await customer.Admin.Post("/api/roles", Role("mine"))).Expect(201);

        // Its end is a moment, and asks nobody: another process reads it with the override.
        await server.Sql(customer, "update control.tenant_flag set expires_at = now() + interval '1 second', changed_at = now() where tenant_id = $1 and flag = 'custom_roles'", Guid.Parse(customer.Id));
        await Eventually.Holds("the override to end", async () => (await customer.Admin.Post("/api/roles", Role($"r {Guid.CreateVersion7():N}"))).Code == "tenancy.plan_lacks");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "STARTER" })).Expect(200);
        (await customer.Admin.Post("/api/admin/webhooks", new { url = "https://example.test/", events = new[] { "ticket.closed" } })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        Flag((await provider.Admin.Put($"/api/tenants/{customer.Id}/flags", Flags())).Expect(200), "webhooks")["isOn"]!.GetValue<bool>().ShouldBeTrue();
        await Event(customer, "tenant.flags_changed", 2);
    }

    [Fact]
    public async Task What_another_process_changed_holds_within_a_second()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        (await customer.Admin.Post("/api/roles", Role("one"))).Expect(201);
        await server.Sql(customer, "update control.tenant_plan set plan = 'FREE', changed_at = now() where tenant_id = $1", Guid.Parse(customer.Id));
        var began = TimeProvider.System.GetTimestamp();
        await Eventually.Holds("the other plan to hold", async () => (await customer.Admin.Post("/api/roles", Role($"r {Guid.CreateVersion7():N}"))).Code == "tenancy.plan_lacks");
        // The requests take their time as well.
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_tenant_made_below_another_has_that_ones_plan()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "PROFESSIONAL" })).Expect(200);
        var branch = (await customer.Admin.Post("/api/tenants", new { name = "Branch" })).Expect(201).Id;
        (await customer.Admin.Get($"/api/tenants/{branch}/plan")).Expect(200).Json["plan"]!["key"]!.GetValue<string>().ShouldBe("PROFESSIONAL");
    }

    [Fact]
    public async Task New_tenants_get_the_plan_that_the_operator_says_and_one_that_is_not_there_stops_the_start()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Tenancy:DefaultPlan"] = "FREE" });
        var tenant = await own.NewTenant();
        (await tenant.Admin.Get($"/api/tenants/{tenant.Id}/plan")).Expect(200).Json["plan"]!["key"]!.GetValue<string>().ShouldBe("FREE");
        (await tenant.Admin.Post("/api/roles", Role("r"))).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        (await own.Sql(tenant, "select plan from control.tenant_plan where tenant_id = $1 and until is null", Guid.Parse(tenant.Id))).ShouldBe(["FREE"]);

        var wrong = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Tenancy:DefaultPlan"] = "PLATINUM" });
        (await Should.ThrowAsync<InvalidOperationException>(() => wrong.Address())).Message.ShouldContain("DefaultPlan is 'PLATINUM'");
    }

    private static readonly object Key = new { name = "key", permissions = new[] { "structure:read" } };

    private static readonly (string, object)[] Changes = [("plan", new { plan = "FREE" }), ("trial", new { plan = "ENTERPRISE", days = 5 }), ("flags", Flags(("webhooks", false, null)))];

    private static object Role(string name) => new { name, permissions = new[] { "fleet:read" } };

    private static object Flags(params (string Flag, bool IsOn, string? ExpiresAt)[] flags) =>
        new { flags = flags.Select(f => new { flag = f.Flag, isOn = f.IsOn, expiresAt = f.ExpiresAt }).ToArray() };

    private static JsonNode Flag(ApiAnswer answer, string flag) => answer.Json["flags"]!.AsArray().Single(f => (string?)f!["flag"] == flag)!;

    private static Task<ApiAnswer> NewUser(TestTenant tenant) =>
        tenant.Admin.Post("/api/users", new { username = $"u {Guid.CreateVersion7():N}", email = $"{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role = "USER", mustChangePassword = false });

    // Made before the seats are full.
    private static async Task<ApiClient> ReadOnly(TestTenant provider, TestTenant customer)
    {
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", new { limits = new[] { new { quota = "seats", limit = 6 } } })).Expect(200);
        var reader = await customer.NewUser("READ_ONLY");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", new { limits = Array.Empty<object>() })).Expect(200);
        return reader;
    }

    private Task Event(TestTenant tenant, string name, int count) => Eventually.Holds($"{name} in the tenant's events", async () =>
        (await server.Sql(tenant, "select count(*) from event where tenant_id = $1 and name = $2", Guid.Parse(tenant.Id), name)).Single() == $"{count}");
}
