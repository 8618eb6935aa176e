using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>One person is a member of several tenants: of one that keeps their account, and of others as a guest.</summary>
public sealed class GuestTests(TestServer server)
{
    [Fact]
    public async Task A_guest_acts_where_they_were_taken_in_with_the_roles_they_have_there_and_both_logs_say_so()
    {
        var (home, other) = (await server.NewTenant("Home"), await server.NewTenant("Other"));
        var mine = await other.NewOrganization();
        (await In(other, home.Admin, "/api/organizations")).Expect(404);
        var (_, token) = await other.Invite(home.Email, "MANAGER");
        (await Anonymous("/api/auth/invitations/accept", new { token, username = "ann", password = TestTenant.Password })).Expect(409).Code.ShouldBe("invitation.has_account");
        var joined = (await home.Admin.Post("/api/auth/memberships", new { token })).Expect(200);
        ((string?)joined.Json["tenant"]!["id"]).ShouldBe(other.Id);

        (await In(other, home.Admin, "/api/organizations")).Expect(200).Body.ShouldContain(mine);
        (await In(other, home.Admin, "/api/mails")).Expect(403);
        (await home.Admin.Get("/api/organizations")).Expect(200).Body.ShouldNotContain(mine);
        ((string?)(await home.Admin.Get("/api/auth/memberships")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!["tenant"]!["name"]).ShouldBe("Other");
        ((string?)(await In(other, home.Admin, "/api/auth/me")).Expect(200).Json["tenant"]!["id"]).ShouldBe(other.Id);
        var switched = (await home.Admin.Post("/api/auth/switch", new { tenant = other.Id })).Expect(200);
        ((string?)switched.Json["tenant"]!["id"], switched.Json["access"], switched.Json["endsAt"]).ShouldBe((other.Id, null, null));

        var member = (await other.Admin.Get("/api/members")).Expect(200).Json["items"]!.AsArray().Single(m => (string?)m!["userId"] == home.AdminId)!;
        ((bool)member["isGuest"]!, (string?)member["homeName"], (string?)member["email"], (string?)member["roles"]!.AsArray().ShouldHaveSingleItem()!["role"]).ShouldBe((true, "Home", home.Email, "MANAGER"));
        (await other.Audit("access.join_tenant", 3)).Select(e => (string?)e!["resource"]!["type"]).ShouldBe(["guest", "invitation", "assignment"], ignoreOrder: true);
        ((string?)(await home.Audit("access.join_tenant"))[0]!["after"]!["tenantId"]).ShouldBe(other.Id);
        ((string?)(await other.Audit("access.switch"))[0]!["actor"]!["tenantId"]).ShouldBe(home.Id);
    }

    [Fact]
    public async Task What_a_guest_has_follows_roles_groups_and_assignments_there_within_a_moment()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        await Join(home, other, "USER");
        (await In(other, home.Admin, "/api/audit")).Expect(403);
        var assignment = (await other.Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = home.AdminId, role = "AUDITOR", scope = new { level = "TENANT", id = other.Id } })).Expect(201).Id;
        await Eventually.Holds("the new role to count", async () => (await In(other, home.Admin, "/api/audit")).Status == 200, TimeSpan.FromSeconds(5));
        (await other.Admin.Delete($"/api/role-assignments/{assignment}")).Expect(204);
        await Eventually.Holds("it to be gone", async () => (await In(other, home.Admin, "/api/audit")).Status == 403, TimeSpan.FromSeconds(5));

        var group = (await other.Admin.Post("/api/user-groups", new { name = "Readers" })).Expect(201).Id;
        (await other.Admin.Post("/api/role-assignments", new { principalKind = "GROUP", principalId = group, role = "AUDITOR", scope = new { level = "TENANT", id = other.Id } })).Expect(201);
        (await other.Admin.Send(HttpMethod.Put, $"/api/user-groups/{group}/members/{home.AdminId}", null)).Expect(200);
        await Eventually.Holds("the group's role to count", async () => (await In(other, home.Admin, "/api/audit")).Status == 200, TimeSpan.FromSeconds(5));
        ((string?)(await other.Admin.Get($"/api/user-groups/{group}/members")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!["username"]).ShouldBe("ann");
        var check = (await other.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = home.AdminId, permission = "audit:read" })).Expect(200);
        ((bool)check.Json["allowed"]!).ShouldBeTrue();
        var can = (await other.Admin.Get("/api/access/who-can?permission=audit:read")).Expect(200);
        can.Body.ShouldContain(home.AdminId);
    }

    [Fact]
    public async Task A_guest_leaves_or_is_let_go_and_nothing_of_them_is_left()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        await Join(home, other, "ADMIN");
        (await other.Admin.Delete($"/api/members/{other.AdminId}")).Expect(404).Code.ShouldBe("member.not_found");
        (await In(other, home.Admin, $"/api/users/{home.AdminId}")).Expect(404);
        (await other.Admin.Delete($"/api/members/{home.AdminId}")).Expect(204);
        await Gone(home, other);
        (await other.Admin.Delete($"/api/members/{home.AdminId}")).Expect(404);

        await Join(home, other, "ADMIN");
        (await home.Admin.Delete($"/api/auth/memberships/{other.Id}")).Expect(204);
        await Gone(home, other);
        (await home.Admin.Delete($"/api/auth/memberships/{other.Id}")).Expect(404).Code.ShouldBe("member.not_found");
        ((string?)(await home.Audit("access.leave_tenant", 2)).Single(e => (string?)e!["resource"]!["type"] == "guest")!["before"]!["tenantId"]).ShouldBe(other.Id);
        ((string?)(await other.Audit("access.leave_tenant"))[0]!["resource"]!["type"]).ShouldBe("guest");
    }

    [Fact]
    public async Task A_guest_whose_own_tenant_disables_or_removes_them_is_out_everywhere()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        var (ben, id) = await home.NewUserWithId("USER");
        var email = (await home.Admin.Get($"/api/users/{id}")).Expect(200).Text("email");
        var (_, token) = await other.Invite(email);
        (await ben.Post("/api/auth/memberships", new { token })).Expect(200);
        (await In(other, ben, "/api/tickets")).Expect(200);

        (await home.Admin.Put($"/api/users/{id}", new { username = "benjamin", role = "USER", status = "DISABLED" })).Expect(200);
        await Eventually.Holds("the guest to be out", async () => (await In(other, ben, "/api/tickets")).Status == 401, TimeSpan.FromSeconds(5));
        var seen = (await other.Admin.Get("/api/members")).Expect(200).Json["items"]!.AsArray().Single(m => (string?)m!["userId"] == id)!;
        ((string?)seen["name"], (string?)seen["status"]).ShouldBe(("benjamin", "DISABLED"));

        (await home.Admin.Delete($"/api/users/{id}")).Expect(204);
        (await server.Sql(other, "select count(*) from control.guest where tenant_id = $1", Guid.Parse(other.Id))).ShouldBe(["0"]);
        (await server.Sql(other, "select used from control.quota_use where tenant_id = $1 and quota = 'seats'", Guid.Parse(other.Id))).ShouldBe(["1"]);
        (await other.Audit("access.delete_user")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Only_the_invited_address_joins_and_a_guest_is_no_way_into_a_third_tenant()
    {
        var (home, other, third) = (await server.NewTenant(), await server.NewTenant(), await server.NewTenant());
        var (_, token) = await other.Invite(home.Email, "ADMIN");
        (await third.Admin.Post("/api/auth/memberships", new { token })).Expect(409).Code.ShouldBe("invitation.other_address");
        (await third.Admin.Post("/api/auth/memberships", new { token = "hfj_nobodyhasthisone" })).Expect(400).Code.ShouldBe("invitation.token_invalid");
        (await home.Admin.Post("/api/auth/memberships", new { token })).Expect(200);
        // Whatever a guest may do there is no right of their own tenant's, and the other way round.
        (await In(home, other.Admin, "/api/organizations")).Expect(404);
        (await In(third, home.Admin, "/api/organizations")).Expect(404);
        (await home.Admin.Post("/api/auth/switch", new { tenant = third.Id })).Expect(404);
        (await home.Admin.Get($"/api/members")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem();
        // A second invitation gives the role alone: no second seat.
        var (_, more) = await other.Invite($"spare-{Guid.CreateVersion7():N}@example.test", "AUDITOR");
        await server.Sql(other, "update control.tenant_invitation set email = $2 where tenant_id = $1 and ended_at is null", Guid.Parse(other.Id), home.Email);
        (await home.Admin.Post("/api/auth/memberships", new { token = more })).Expect(200);
        (await server.Sql(other, "select used from control.quota_use where tenant_id = $1 and quota = 'seats'", Guid.Parse(other.Id))).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_tenant_that_asks_for_a_second_factor_asks_its_guests_too_and_keeps_an_administrator_of_its_own()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        await Join(home, other, "ADMIN");
        (await other.Admin.Put($"/api/users/{other.AdminId}", new { username = "ann", role = (string?)null, status = "ACTIVE" })).Expect(409).Code.ShouldBe("user.last_admin");
        await server.Sql(other, "insert into control.sign_in_rule (tenant_id, require_second_factor, version, changed_at) values ($1, true, 1, now())", Guid.Parse(other.Id));
        await Eventually.Holds("the guest to be asked for more", async () => (await In(other, home.Admin, "/api/tickets")).Status == 403, TimeSpan.FromSeconds(5));
        (await home.Admin.Get("/api/tickets")).Expect(200);
    }

    [Fact]
    public async Task Policies_of_the_tenant_hold_for_its_guests_by_their_roles_and_groups_and_permit_them_only_by_name()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        await Join(home, other, "MEMBER");
        (await In(other, home.Admin, "/api/tickets")).Expect(200);
        (await other.Admin.Post("/api/policies", new { name = "members", text = """forbid(principal in Role::"MEMBER", action == Action::"tickets:read", resource);""" })).Expect(201);
        await Eventually.Holds("the guest to be forbidden", async () => (await In(other, home.Admin, "/api/tickets")).Status == 403, TimeSpan.FromSeconds(5));
        (await home.Admin.Get("/api/tickets")).Expect(200);
        var check = new { principalKind = "USER", principalId = home.AdminId, permission = "tickets:read" };
        ((bool)(await other.Admin.Post("/api/access/check", check)).Expect(200).Json["allowed"]!).ShouldBeFalse();

        (await other.Admin.Post("/api/policies", new { name = "all", text = """permit(principal, action == Action::"audit:read", resource);""" })).Expect(201);
        await Eventually.Holds("its own people to be permitted", async () => (await (await other.NewUser("USER")).Get("/api/audit")).Status == 200, TimeSpan.FromSeconds(5));
        (await In(other, home.Admin, "/api/audit")).Expect(403);
        (await other.Admin.Post("/api/policies", new { name = "ann", text = $"permit(principal == User::\"{home.AdminId}\", action == Action::\"audit:read\", resource);" })).Expect(201);
        await Eventually.Holds("the guest to be permitted", async () => (await In(other, home.Admin, "/api/audit")).Status == 200, TimeSpan.FromSeconds(5));
        ((bool)(await other.Admin.Post("/api/access/check", check with { permission = "audit:read" })).Expect(200).Json["allowed"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_invites_by_a_role_that_policies_name_without_having_what_they_are_about()
    {
        var other = await server.NewTenant();
        var role = (await other.Admin.Post("/api/roles", new { name = "host", permissions = new[] { "members:write", "fleet:read" } })).Expect(201).Id;
        var host = await other.NewUser(role);
        (await other.Admin.Post("/api/roles", new { name = "named", permissions = new[] { "fleet:read" } })).Expect(201);
        (await host.Post("/api/invitations", new { email = $"a{Guid.CreateVersion7():N}@example.test", role })).Expect(201);
        (await other.Admin.Post("/api/policies", new { name = "hosts", text = $"permit(principal in Role::\"{role}\", action == Action::\"audit:read\", resource);" })).Expect(201);
        await Eventually.Holds("the role to be guarded", async () =>
            (await host.Post("/api/invitations", new { email = $"b{Guid.CreateVersion7():N}@example.test", role })).Code == "policy.concerned", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Members_are_listed_with_what_they_have_at_a_place()
    {
        var (home, other) = (await server.NewTenant(), await server.NewTenant());
        var (organization, empty) = (await other.NewOrganization(), await other.NewOrganization());
        var (_, token) = await other.Invite(home.Email, "MEMBER", "ORGANIZATION", organization);
        (await home.Admin.Post("/api/auth/memberships", new { token })).Expect(200);
        var at = (await other.Admin.Get($"/api/members?scopeLevel=ORGANIZATION&scopeId={organization}")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)at["userId"], (string?)at["roles"]![0]!["scope"]!["id"]).ShouldBe((home.AdminId, organization));
        (await other.Admin.Get($"/api/members?scopeLevel=ORGANIZATION&scopeId={empty}")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await other.Admin.Get($"/api/members?search={home.Email[..12]}")).Expect(200).Json["items"]!.AsArray().ShouldNotBeEmpty();
        var reader = (await other.Admin.Post("/api/roles", new { name = "reader", permissions = new[] { "members:read" } })).Expect(201).Id;
        var part = await other.NewUserAt(reader, "ORGANIZATION", organization);
        var group = await other.NewGroup(organization);
        var below = await other.NewUserAt("USER", "GROUP", group);
        await other.NewUserAt("USER", "ORGANIZATION", empty);
        var seen = (await part.Get("/api/members")).Expect(200).Json["items"]!.AsArray();
        seen.Count.ShouldBe(3);
        seen.SelectMany(m => m!["roles"]!.AsArray()).Select(r => (string?)r!["scope"]!["id"]).ShouldBeSubsetOf([organization, group]);
        (await below.Get("/api/members")).Expect(403);
        (await part.Get($"/api/members?scopeLevel=ORGANIZATION&scopeId={organization}")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(2);
        (await part.Get($"/api/members?scopeLevel=ORGANIZATION&scopeId={empty}")).Expect(400).Code.ShouldBe("assignment.unknown_scope");
    }

    private static async Task Join(TestTenant home, TestTenant other, string role)
    {
        var (_, token) = await other.Invite(home.Email, role);
        (await home.Admin.Post("/api/auth/memberships", new { token })).Expect(200);
    }

    private async Task Gone(TestTenant home, TestTenant other)
    {
        await Eventually.Holds("the guest to be out", async () => (await In(other, home.Admin, "/api/tickets")).Status == 404, TimeSpan.FromSeconds(5));
        (await home.Admin.Get("/api/auth/memberships")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await server.Sql(other, "select count(*) from control.assignment where tenant_id = $1 and principal_id = $2", Guid.Parse(other.Id), Guid.Parse(home.AdminId))).ShouldBe(["0"]);
        (await server.Sql(other, "select used from control.quota_use where tenant_id = $1 and quota = 'seats'", Guid.Parse(other.Id))).ShouldBe(["1"]);
    }

    private async Task<ApiAnswer> Anonymous(string path, object body) => await (await server.Anonymous()).Post(path, body);

    private static Task<ApiAnswer> In(TestTenant there, ApiClient who, string path) => who.Send(HttpMethod.Get, path, null, ("X-Tenant", there.Id));
}
