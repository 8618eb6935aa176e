using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Modules.Access.Factors;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access;

/// <summary>The platform's own role: given by the operator alone, good with a second factor alone, and no way to what tenants have.</summary>
public sealed class SuperAdminTests(TestServer server)
{
    private const string Unknown = "the platform's role";

    [Fact]
    public async Task The_operator_gives_it_to_who_has_a_second_factor_and_the_session_needs_it_too()
    {
        var home = await server.NewTenant("House");
        (await Operator(o => o.Grant(home.Email, Stop))).ShouldBe("super_admin.no_second_factor");
        (await Operator(o => o.Grant("nobody@example.test", Stop))).ShouldBe("user.not_found");
        var app = await CodeApp.SetUp(home.Admin);
        (await Operator(o => o.Grant(home.Email, Stop))).ShouldBeNull();
        (await Operator(o => o.Grant(home.Email, Stop))).ShouldBe("super_admin.held");

        // The session in which the factor was set up began with a password alone.
        var platform = await SignIn(home, app);
        await Eventually.Holds(Unknown, async () => (bool)(await platform.Get("/api/auth/me")).Expect(200).Json["isSuperAdmin"]!);
        (await platform.Get("/api/platform/entries")).Expect(200).Body.ShouldContain("access.grant_super_admin");
        (await home.Audit("access.grant_super_admin"))[0]!["resource"]!["id"]!.GetValue<string>().ShouldBe(home.AdminId);
        var listed = await (await Services()).GetRequiredService<IOperatorSuperAdmins>().List(Stop);
        listed.ShouldContain(a => a.Email == home.Email && a.HasFactor && a.IsActive);

        var weak = await server.NewTenant();
        await server.Sql(weak, "insert into control.super_admin (tenant_id, user_id, granted_at) values ($1, $2, now())", Guid.Parse(weak.Id), Guid.Parse(weak.AdminId));
        var password = new ApiClient(weak.Admin.Address, (await (await server.Anonymous()).Post("/api/auth/login", new { email = weak.Email, password = TestTenant.Password })).Expect(200).Text("accessToken"));
        (await password.Get("/api/platform/entries")).Expect(403).Code.ShouldBe("auth.platform_only");
        ((bool)(await password.Get("/api/auth/me")).Expect(200).Json["isSuperAdmin"]!).ShouldBeFalse();
        (await password.Get($"/api/tenants/{home.Id}")).Expect(404);
    }

    [Fact]
    public async Task Who_loses_it_is_out_with_all_visits()
    {
        var (home, stranger) = (await server.NewTenant("House"), await server.NewTenant("Stranger"));
        var platform = await server.NewSuperAdmin(home);
        (await platform.Post("/api/auth/switch", new { tenant = stranger.Id })).Expect(200);
        (await Named(platform, "/api/organizations", stranger)).Expect(200);
        (await Operator(o => o.Revoke(home.Email, Stop))).ShouldBeNull();
        (await Operator(o => o.Revoke(home.Email, Stop))).ShouldBe("super_admin.not_held");
        await Eventually.Holds("the session to have ended", async () => (await Named(platform, "/api/organizations", stranger)).Status == 401);
        ((await stranger.Admin.Get("/api/visits")).Expect(200).Json["items"]![0]!["endedAt"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task It_looks_after_tenants_wherever_they_stand_and_both_logs_and_the_platforms_say_so()
    {
        var (home, stranger) = (await server.NewTenant("House"), await server.NewTenant("Stranger"));
        var below = await server.NewTenantBelow(stranger);
        var platform = await server.NewSuperAdmin(home);
        (await home.Admin.Get($"/api/tenants/{stranger.Id}")).Expect(404);
        (await platform.Get($"/api/tenants?search={stranger.Id[^8..]}")).Expect(200).Json["items"]!.AsArray().Select(t => (string?)t!["id"]).ShouldContain(stranger.Id);
        (await platform.Get($"/api/tenants/{below.Id}")).Expect(200).Text("parentId").ShouldBe(stranger.Id);

        (await platform.Post($"/api/tenants/{stranger.Id}/suspend", new { reason = "Unpaid" })).Expect(200).Text("state").ShouldBe("SUSPENDED");
        (await stranger.Admin.Get("/api/organizations")).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await platform.Post($"/api/tenants/{stranger.Id}/resume")).Expect(200);
        (await platform.Put($"/api/tenants/{stranger.Id}/plan", new { plan = "FREE" })).Expect(200).Json["plan"]!["key"]!.GetValue<string>().ShouldBe("FREE");
        (await platform.Put($"/api/tenants/{stranger.Id}/quotas", new { limits = new[] { new { quota = "seats", limit = 100_000 } } })).Expect(200);
        (await platform.Get($"/api/tenants/{stranger.Id}/placement")).Expect(200);

        var suspended = (await stranger.Audit("tenancy.suspend_tenant"))[0]!;
        ((string?)suspended["actor"]!["id"], (string?)suspended["actor"]!["tenantId"]).ShouldBe((home.AdminId, home.Id));
        (await home.Audit("tenancy.suspend_tenant"))[0]!["resource"]!["id"]!.GetValue<string>().ShouldBe(stranger.Id);
        var entry = await Entry(platform, "tenancy.suspend_tenant", home);
        ((string?)entry["subjectId"], (string?)entry["userEmail"], entry["error"]).ShouldBe((stranger.Id, home.Email, null));
        entry["endedAt"].ShouldNotBeNull();

        (await platform.Post($"/api/tenants/{home.Id}/suspend", new { })).Expect(409).Code.ShouldBe("tenant.own");
        ((string?)(await Entry(platform, "tenancy.suspend_tenant", home))["error"]).ShouldBe("tenant.own");
        // What those above say of a tenant, and moving it, is not the platform's.
        (await platform.Put($"/api/tenants/{stranger.Id}", new { name = "Mine" })).Expect(404);
        (await platform.Post($"/api/tenants/{stranger.Id}/move", new { parentId = home.Id })).Expect(404);
        (await platform.Get($"/api/tenants/{stranger.Id}/users")).Expect(404);
        (await platform.Get($"/api/tenants/{stranger.Id}/figures")).Expect(404);
    }

    [Fact]
    public async Task It_makes_tenants_that_stand_below_no_other()
    {
        var home = await server.NewTenant("House");
        (await home.Admin.Post("/api/tenants", new { name = "Top", topLevel = true })).Expect(403).Code.ShouldBe("auth.platform_only");
        var platform = await server.NewSuperAdmin(home);
        var made = (await platform.Post("/api/tenants", new { name = "Top", topLevel = true })).Expect(201);
        made.Json["parentId"].ShouldBeNull();
        (await platform.Post("/api/tenants", new { name = "Below" })).Expect(201).Text("parentId").ShouldBe(home.Id);
        (await platform.Delete($"/api/tenants/{made.Id}")).Expect(200).Text("state").ShouldBe("DELETING");
    }

    [Fact]
    public async Task It_acts_in_a_tenant_by_a_visit_that_the_tenant_sees_limits_and_refuses()
    {
        var (home, stranger) = (await server.NewTenant("House"), await server.NewTenant("Stranger"));
        var platform = await server.NewSuperAdmin(home);
        (await Named(platform, "/api/tickets", stranger)).Expect(404);
        (await platform.Post("/api/auth/switch", new { tenant = stranger.Id })).Expect(200).Text("access").ShouldBe("FULL");
        (await Named(platform, "/api/tickets", stranger)).Expect(200);
        // There one is a visitor, and nothing more.
        (await Named(platform, "/api/platform/entries", stranger)).Expect(403);
        (await Named(platform, $"/api/tenants/{home.Id}", stranger)).Expect(404);
        var seen = (await stranger.Admin.Get("/api/visits")).Expect(200).Json["items"]![0]!;
        ((string?)seen["userEmail"], (bool)seen["isByPlatform"]!).ShouldBe((home.Email, true));
        (await stranger.Audit("access.switch")).Count.ShouldBe(1);
        (await Entry(platform, "access.switch", home))["endedAt"].ShouldNotBeNull();
        (await platform.Send(HttpMethod.Post, "/api/organizations", new { name = "South" }, ("X-Tenant", stranger.Id))).Expect(201);
        ((string?)(await Entry(platform, "tenancy.create_organization", home))["inTenantId"]).ShouldBe(stranger.Id);

        (await stranger.Admin.Put($"/api/tenants/{stranger.Id}/provider-access", new { access = "NONE" })).Expect(200);
        await Eventually.Holds("the visit to have ended", async () => (await Named(platform, "/api/tickets", stranger)).Status == 404, TimeSpan.FromSeconds(5));
        (await platform.Post("/api/auth/switch", new { tenant = stranger.Id })).Expect(403).Code.ShouldBe("visit.refused");
        // A tenant above it counts as well.
        var below = await server.NewTenantBelow(stranger);
        (await platform.Post("/api/auth/switch", new { tenant = below.Id })).Expect(403).Code.ShouldBe("visit.refused");
    }

    [Fact]
    public async Task Changes_take_a_fresh_sign_in_and_reading_does_not()
    {
        var (home, stranger) = (await server.NewTenant("House"), await server.NewTenant("Stranger"));
        var platform = await server.NewSuperAdmin(home);
        await server.Sql(home, "update control.login_session set authenticated_at = now() - interval '1 day' where tenant_id = $1", Guid.Parse(home.Id));
        (await platform.Get($"/api/tenants/{stranger.Id}")).Expect(200);
        (await platform.Get("/api/platform/blocked-addresses")).Expect(200);
        (await platform.Post($"/api/tenants/{stranger.Id}/suspend", new { })).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await platform.Post("/api/auth/switch", new { tenant = stranger.Id })).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        ((string?)(await Entry(platform, "tenancy.suspend_tenant", home))["error"]).ShouldBe("auth.sign_in_not_fresh");
        (await stranger.Admin.Get("/api/organizations")).Expect(200);
    }

    [Fact]
    public async Task It_reads_the_platforms_log_and_releases_addresses_for_everybody()
    {
        var home = await server.NewTenant("House");
        var platform = await server.NewSuperAdmin(home);
        var network = $"198.51.{Random.Shared.Next(255)}.{Random.Shared.Next(255)}";
        await server.Sql(home, "insert into control.guessing_address (network, failures, last_at, blocked_until) values ($1, 50, now(), now() + interval '1 hour') on conflict do nothing", network);
        (await platform.Get("/api/platform/blocked-addresses")).Expect(200).Body.ShouldContain(network);
        (await home.Admin.Delete($"/api/platform/blocked-addresses/{network}")).Expect(403);
        (await platform.Delete($"/api/platform/blocked-addresses/{network}")).Expect(204);
        (await platform.Delete($"/api/platform/blocked-addresses/{network}")).Expect(404).Code.ShouldBe("address.not_blocked");
        (await (await server.Anonymous()).Get("/api/users")).Expect(401);
        await new ApiClient(home.Admin.Address, "nonsense").Get("/api/users");
        await Eventually.Holds("the refusal", async () => (await platform.Get("/api/platform/refusals")).Expect(200).Json["items"]!.AsArray().Count > 0);
        (await platform.Get("/api/platform/broker-keys")).Expect(200).Json["items"]!.AsArray().ShouldContain(k => (string)k!["state"]! == "CURRENT");
    }

    [Fact]
    public async Task Nobody_who_lacks_it_gets_at_the_password_or_the_factors_of_who_has_it()
    {
        var home = await server.NewTenant("House");
        await server.NewSuperAdmin(home);
        var colleague = await home.NewUser("ADMIN");
        (await colleague.Post($"/api/users/{home.AdminId}/password", new { password = "some other long words" })).Expect(403).Code.ShouldBe("super_admin.guarded");
        (await colleague.Post($"/api/users/{home.AdminId}/password-reset")).Expect(403).Code.ShouldBe("super_admin.guarded");
        (await colleague.Delete($"/api/users/{home.AdminId}/second-factors")).Expect(403).Code.ShouldBe("super_admin.guarded");
        // It is no role of a tenant.
        (await colleague.Post("/api/roles", new { name = "SUPER_ADMIN", permissions = new[] { "*" } })).Expect(400).Code.ShouldBe("role.reserved_name");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<ApiAnswer> Named(ApiClient client, string path, TestTenant tenant) => client.Send(HttpMethod.Get, path, null, ("X-Tenant", tenant.Id));

    // The newest entry of an operation of somebody's.
    private static async Task<JsonNode> Entry(ApiClient platform, string operation, TestTenant of) => (await platform.Get("/api/platform/entries?limit=200")).Expect(200).Json["items"]!.AsArray()
        .First(e => (string?)e!["operation"] == operation && (string?)e["userId"] == of.AdminId)!;

    private Task<IServiceProvider> Services() => server.Services();

    private async Task<string?> Operator(Func<IOperatorSuperAdmins, Task<Result<Done>>> act)
    {
        var done = await act((await Services()).GetRequiredService<IOperatorSuperAdmins>());
        return done.Succeeded ? null : done.Problem.Code;
    }

    private async Task<ApiClient> SignIn(TestTenant tenant, CodeApp app)
    {
        var owed = (await (await server.Anonymous()).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(202);
        var session = (await (await server.Anonymous()).Post("/api/auth/login/second-factor", new { challenge = owed.Text("challenge"), code = app.Code(1) })).Expect(200);
        return new ApiClient(tenant.Admin.Address, session.Text("accessToken"));
    }
}
