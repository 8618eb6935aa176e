using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class QuotasTests(TestServer server)
{
    [Fact]
    public async Task A_tenants_own_limit_holds_at_once_and_the_usual_one_when_it_is_taken_back()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        await customer.NewUser("USER");
        var seats = Of(await customer.Admin.Get($"/api/tenants/{customer.Id}/quotas"), "seats");
        ((long)seats["used"]!, (bool)seats["isOwn"]!, (long)seats["limit"]! == (long)seats["usual"]!).ShouldBe((2, false, true));

        var set = await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("seats", 3, null), ("webhooks", 0, null)));
        ((long)Of(set, "seats")["limit"]!, (bool)Of(set, "seats")["isOwn"]!).ShouldBe((3, true));
        await customer.NewUser("USER");
        var refused = await customer.Admin.Post("/api/users", new { username = "one more", email = $"{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role = "USER", mustChangePassword = false });
        refused.Expect(429).Code.ShouldBe("tenancy.quota_exceeded");
        ((string?)refused.Json["detail"])!.ShouldContain("'seats' is 3");
        (await provider.NewUser("USER")).ShouldNotBeNull();

        // A tenant's store and the control store are both read.
        await customer.NewGroup();
        Of(await provider.Admin.Get($"/api/tenants/{customer.Id}/quotas"), "devices")["used"].ShouldNotBeNull();
        Of(await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits()), "seats")["isOwn"]!.GetValue<bool>().ShouldBeFalse();
        await customer.NewUser("USER");
        var told = (await customer.Audit("tenancy.set_quotas", 2)).Last()!;
        ((string?)told["actor"]!["id"], (long)told["after"]!["seats"]!["most"]!).ShouldBe((provider.AdminId, 3));
    }

    [Fact]
    public async Task Nobody_sets_the_own_quotas_another_tenants_or_what_there_is_not()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var stranger = await server.NewTenant("Stranger");
        var more = Limits(("seats", 100_000, null));
        (await customer.Admin.Put($"/api/tenants/{customer.Id}/quotas", more)).Expect(409).Code.ShouldBe("tenant.own_quotas");
        (await stranger.Admin.Put($"/api/tenants/{customer.Id}/quotas", more)).Expect(404);
        (await stranger.Admin.Get($"/api/tenants/{customer.Id}/quotas")).Expect(404);
        (await customer.Admin.Put($"/api/tenants/{provider.Id}/quotas", more)).Expect(404);
        (await (await provider.NewUser("MANAGER")).Put($"/api/tenants/{customer.Id}/quotas", more)).Expect(403);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("seats", 1, null), ("seats", 2, null)))).Expect(400).Code.ShouldBe("tenant.bad_limit");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("elephants", 1, null)))).Expect(400).Code.ShouldBe("tenant.unknown_quota");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("seats", -1, null)))).Expect(400).Code.ShouldBe("tenant.bad_limit");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("seats", 1, "2001-01-01T00:00:00Z")))).Expect(400).Code.ShouldBe("tenant.bad_limit");
    }

    [Fact]
    public async Task A_program_has_so_many_calls_a_day_and_a_person_is_not_counted()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var key = (await customer.Admin.Post("/api/admin/api-keys", new { name = "key", permissions = new[] { "structure:read" } })).Expect(201).Text("key");
        var program = new ApiClient(customer.Admin.Address, key);
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("api_calls", 3, null)))).Expect(200);
        (await program.Get("/api/roles")).Expect(403);
        for (var i = 0; i < 3; i++)
        {
            (await program.Get("/api/organizations")).Expect(200);
        }

        var refused = (await program.Get("/api/organizations")).Expect(429);
        (refused.Code, int.Parse(refused.Headers["Retry-After"]) is > 0 and <= 86_400).ShouldBe(("tenancy.quota_exceeded", true));
        refused.Text("detail").ShouldContain("'api_calls' is 3");
        (await customer.Admin.Get("/api/organizations")).Expect(200);
        var shown = await Eventually.Get("what was counted to be written", async () =>
            Of(await customer.Admin.Get($"/api/tenants/{customer.Id}/quotas"), "api_calls") is { } use && (long)use["used"]! == 3 ? use : null);
        ((string?)shown["period"], DateTimeOffset.Parse((string)shown["resetsAt"]!).TimeOfDay).ShouldBe(("DAY", TimeSpan.Zero));

        // More is more at once; and what is refused is no call.
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", Limits(("api_calls", 4, null)))).Expect(200);
        (await program.Get("/api/organizations")).Expect(200);
        (await program.Get("/api/organizations")).Expect(429);
    }

    private static object Limits(params (string Quota, long Limit, string? ExpiresAt)[] limits) =>
        new { limits = limits.Select(l => new { quota = l.Quota, limit = l.Limit, expiresAt = l.ExpiresAt }).ToArray() };

    private static JsonNode Of(ApiAnswer answer, string quota) => answer.Expect(200).Json["items"]!.AsArray().Single(q => (string?)q!["quota"] == quota)!;
}
