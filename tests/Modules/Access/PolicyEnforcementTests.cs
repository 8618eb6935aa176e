using System.Net;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>What policies do at the door: they permit beside roles and forbid in spite of them, at once, and in their own tenant only.</summary>
public sealed class PolicyEnforcementTests(TestServer server)
{
    private const string Policies = "/api/policies";

    [Fact]
    public async Task A_permit_gives_beside_roles_and_a_forbid_takes_away_in_spite_of_them_at_once()
    {
        var tenant = await server.NewTenant();
        var (user, id) = await tenant.NewUserWithId(null);
        (await user.Get("/api/users")).Expect(403);
        var permit = await Make(tenant, "permit", $"permit (principal == User::\"{id}\", action == Action::\"users:read\", resource);");
        (await user.Get("/api/users")).Expect(200);
        (await user.Post("/api/users", new { username = "x", email = "x@example.test" })).Expect(403);
        (await user.Get("/api/auth/me")).Json["permissions"]!.AsArray().Select(p => (string)p!).ShouldBe(["users:read"]);

        var forbid = await Make(tenant, "forbid", $"forbid (principal == User::\"{id}\", action in Action::\"users\", resource);");
        (await user.Get("/api/users")).Expect(403).Code.ShouldBe("auth.forbidden");
        (await tenant.Admin.Get("/api/users")).Expect(200);
        (await tenant.Admin.Put($"{Policies}/{forbid}", new { name = "forbid", text = (await tenant.Admin.Get($"{Policies}/{forbid}")).Text("text"), enabled = false })).Expect(200);
        (await user.Get("/api/users")).Expect(200);
        (await tenant.Admin.Delete($"{Policies}/{permit}")).Expect(204);
        (await user.Get("/api/users")).Expect(403);
    }

    [Fact]
    public async Task A_refusal_by_a_policy_is_in_the_audit_log_like_any_other()
    {
        var tenant = await server.NewTenant();
        await Make(tenant, "forbid", "forbid (principal, action == Action::\"tickets:write\", resource);");
        (await tenant.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(403);
        var entry = (await tenant.Audit("tickets.create_ticket"))[0]!;
        ((string?)entry["outcome"], (string?)entry["error"]).ShouldBe(("DENIED", "auth.forbidden"));
    }

    [Fact]
    public async Task Policies_speak_of_user_groups_and_of_roles_with_those_that_inherit_from_them()
    {
        var tenant = await server.NewTenant();
        var (grouped, groupedId) = await tenant.NewUserWithId(null);
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        await Make(tenant, "by group", $"permit (principal in UserGroup::\"{group}\", action == Action::\"users:read\", resource);");
        (await grouped.Get("/api/users")).Expect(403);
        (await tenant.Admin.Put($"/api/user-groups/{group}/members/{groupedId}", new { })).Expect(200);
        await Answers(grouped, "/api/users", 200);
        (await tenant.Admin.Delete($"/api/user-groups/{group}/members/{groupedId}")).Expect(204);
        await Answers(grouped, "/api/users", 403);

        var heir = (await tenant.Admin.Post("/api/roles", new { name = "heir", parents = new[] { "MEMBER" } })).Expect(201).Id;
        await Make(tenant, "by role", "forbid (principal in Role::\"MEMBER\", action in Action::\"tickets\", resource);");
        var (member, other, inheriting) = (await tenant.NewUser("MEMBER"), await tenant.NewUser("SECURITY_ANALYST"), await tenant.NewUser(heir));
        (await member.Get("/api/tickets")).Expect(403);
        (await inheriting.Get("/api/tickets")).Expect(403);
        (await member.Get("/api/devices")).Expect(200);
        (await other.Get("/api/tickets")).Expect(200);
    }

    [Fact]
    public async Task Conditions_ask_for_the_address_the_second_factor_the_time_and_the_operation()
    {
        var tenant = await server.NewTenant();
        var from = new ApiClient(tenant.Admin.Address, tenant.Admin.Token, IPAddress.Parse("127.0.0.9"));
        await Make(tenant, "address", "forbid (principal, action == Action::\"tickets:read\", resource) unless { context has address && context.address.isInRange(ip(\"127.0.0.8/29\")) };");
        (await tenant.Admin.Get("/api/tickets")).Expect(403);
        (await from.Get("/api/tickets")).Expect(200);
        await Make(tenant, "mfa", "forbid (principal, action == Action::\"leads:read\", resource) unless { context.mfa };\nforbid (principal, action == Action::\"webhooks:read\", resource) unless { context.mfa };");
        (await tenant.Admin.Get("/api/admin/webhooks")).Expect(403);
        await Make(tenant, "past", "forbid (principal, action == Action::\"integrations:read\", resource) when { context.now < datetime(\"2020-01-01\") };");
        (await tenant.Admin.Get("/api/integrations")).Expect(200);
        await Make(tenant, "since", "forbid (principal, action == Action::\"keys:read\", resource) when { context has signedInAt && context.now.durationSince(context.signedInAt) >= duration(\"0ms\") && context.via == \"session\" };");
        (await tenant.Admin.Get("/api/admin/api-keys")).Expect(403);
        await Make(tenant, "operation", "forbid (principal, action in Action::\"users\", resource) when { context has operation && context.operation == \"access.list_users\" };");
        (await tenant.Admin.Get("/api/users")).Expect(403);
        (await tenant.Admin.Get($"/api/users/{tenant.AdminId}")).Expect(200);
    }

    [Fact]
    public async Task A_permit_that_fails_gives_nothing_and_a_forbid_that_fails_forbids()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("READ_ONLY");
        const string fails = "context.now.offset(duration(\"9223372036854775807ms\")) > context.now";
        await Make(tenant, "permit", $"permit (principal, action == Action::\"users:write\", resource) when {{ {fails} }};");
        (await user.Post("/api/users", new { username = "x", email = "x@example.test" })).Expect(403);
        (await user.Get("/api/users")).Expect(200);
        await Make(tenant, "forbid", $"forbid (principal, action == Action::\"users:read\", resource) when {{ {fails} }};");
        (await user.Get("/api/users")).Expect(403);
    }

    [Fact]
    public async Task A_key_gets_what_a_policy_permits_but_for_what_only_people_have()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "leads:read" } })).Expect(201);
        var key = new ApiClient(tenant.Admin.Address, made.Text("key"));
        (await key.Get("/api/users")).Expect(403);
        await Make(tenant, "permit", $"permit (principal == ApiKey::\"{made.Id}\", action, resource);");
        (await key.Get("/api/users")).Expect(200);
        (await key.Post("/api/admin/api-keys", new { name = "more", permissions = new[] { "leads:read" } })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await key.Get(Policies)).Expect(403);
        await Make(tenant, "no keys", "forbid (principal is ApiKey, action, resource) when { !principal.test && context.via == \"key\" };");
        (await key.Get("/api/users")).Expect(403);
        (await tenant.Admin.Get("/api/users")).Expect(200);
    }

    [Fact]
    public async Task A_visitor_is_kept_out_by_the_visited_tenants_policies_and_gets_nothing_by_them()
    {
        var provider = await server.NewTenant();
        var client = await server.NewTenantBelow(provider);
        await provider.Visit(client.Id);
        ApiClient admin = provider.Admin;
        Task<ApiAnswer> There(string path) => admin.Send(HttpMethod.Get, path, null, ("X-Tenant", client.Id));
        (await There("/api/users")).Expect(200);
        await Make(client, "no visitors", "forbid (principal is User, action == Action::\"users:read\", resource) when { principal.visitor };");
        (await There("/api/users")).Expect(403);
        (await There("/api/devices")).Expect(200);
        (await client.Admin.Get("/api/users")).Expect(200);
        (await admin.Get("/api/users")).Expect(200);
    }

    [Fact]
    public async Task Two_tenants_with_contradicting_policies_are_each_decided_by_their_own()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        var (oneUser, otherUser) = (await one.NewUser("ADMIN"), await other.NewUser("USER"));
        await Make(one, "p", "forbid (principal, action == Action::\"users:read\", resource);");
        await Make(other, "p", "forbid (principal, action == Action::\"tickets:read\", resource);\npermit (principal, action == Action::\"users:read\", resource);");
        foreach (var _ in Enumerable.Range(0, 20))
        {
            (await Task.WhenAll(oneUser.Get("/api/users"), otherUser.Get("/api/users"), oneUser.Get("/api/tickets"), otherUser.Get("/api/tickets"))).Select(a => a.Status).ShouldBe([403, 200, 200, 403]);
        }

        // And what the other has is as if it were not there.
        var theirs = (await other.Admin.Get(Policies)).Json["items"]![0]!["id"]!;
        (await one.Admin.Get($"{Policies}/{theirs}")).Expect(404).Code.ShouldBe("policy.not_found");
        (await one.Admin.Delete($"{Policies}/{theirs}")).Expect(404);
        (await otherUser.Get("/api/users")).Expect(200);
    }

    [Fact]
    public async Task A_policy_that_was_changed_in_another_process_holds_here_within_a_second()
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Get("/api/users")).Expect(200);
        // As another process writes it: no signal comes, and nothing is read at once.
        await server.Sql(
            tenant,
            "insert into control.policy (tenant_id, id, name, meaning, text, enabled, created_at, updated_at) values ($1, $2, 'p', '', 'forbid (principal, action == Action::\"users:read\", resource);', true, now(), now())",
            Guid.Parse(tenant.Id), Guid.CreateVersion7());
        await server.Sql(tenant, "insert into control.policy_set (tenant_id, revision) values ($1, 1)", Guid.Parse(tenant.Id));
        await Eventually.Holds("the policy to hold", async () => (await tenant.Admin.Get("/api/users")).Status == 403, TimeSpan.FromSeconds(2));
        await server.Sql(tenant, "update control.policy set enabled = false where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Sql(tenant, "update control.policy_set set revision = 2 where tenant_id = $1", Guid.Parse(tenant.Id));
        await Eventually.Holds("the policy to hold no more", async () => (await tenant.Admin.Get("/api/users")).Status == 200, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_any_more_forbids_everything_until_it_is_mended()
    {
        var tenant = await server.NewTenant();
        var id = await Make(tenant, "p", "permit (principal, action == Action::\"users:read\", resource);");
        await server.Sql(tenant, "update control.policy set text = 'forbid what' where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Sql(tenant, "update control.policy_set set revision = revision + 1 where tenant_id = $1", Guid.Parse(tenant.Id));
        await Eventually.Holds("everything to be forbidden", async () => (await tenant.Admin.Get("/api/users")).Status == 403);
        (await tenant.Admin.Delete($"{Policies}/{id}")).Expect(204);
        (await tenant.Admin.Get("/api/users")).Expect(200);
    }

    [Fact]
    public async Task What_a_policy_forbids_or_alone_permits_is_not_passed_on()
    {
        var tenant = await server.NewTenant();
        var (giver, giverId) = await tenant.NewUserWithId("ADMIN");
        var (_, other) = await tenant.NewUserWithId(null);
        var forbid = await Make(tenant, "f", $"forbid (principal == User::\"{giverId}\", action == Action::\"leads:export\", resource);");
        Task<ApiAnswer> Give() => giver.Post("/api/role-assignments", new { principalKind = "USER", principalId = other, role = "ADMIN", scope = new { level = "TENANT", id = tenant.Id } });
        (await Give()).Expect(403).Code.ShouldBe("assignment.escalation");
        (await tenant.Admin.Delete($"{Policies}/{forbid}")).Expect(204);
        var (assigner, assignerId) = await tenant.NewUserWithId(null);
        await Make(tenant, "p", $"permit (principal == User::\"{assignerId}\", action, resource);");
        (await assigner.Get("/api/users")).Expect(200);
        (await assigner.Post("/api/role-assignments", new { principalKind = "USER", principalId = other, role = "USER", scope = new { level = "TENANT", id = tenant.Id } })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await Give()).Expect(201);
    }

    [Fact]
    public async Task Policies_that_take_more_steps_than_they_may_allow_nothing_but_to_mend_them()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:PolicySteps"] = "1000" });
        var tenant = await small.NewTenant();
        var sum = string.Join(" + ", Enumerable.Repeat("1", 1_100));
        var id = await Make(tenant, "p", $"permit (principal, action == Action::\"users:read\", resource) when {{ {sum} == 1 }};");
        (await tenant.Admin.Get("/api/users")).Expect(403);
        (await tenant.Admin.Get("/api/tickets")).Expect(200);
        var answer = (await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = tenant.AdminId, permission = "users:read" })).Expect(200).Json;
        ((bool)answer["allowed"]!, (bool)answer["tooManySteps"]!, answer["reasons"]!.AsArray().Count).ShouldBe((false, true, 1));
        (await tenant.Admin.Delete($"{Policies}/{id}")).Expect(204);
        (await tenant.Admin.Get("/api/users")).Expect(200);
    }

    [Fact]
    public async Task Who_is_in_what_policies_name_is_changed_by_who_has_what_they_are_about()
    {
        var tenant = await server.NewTenant();
        var (keeper, keeperId) = await tenant.NewUserWithId(null);
        var (_, other) = await tenant.NewUserWithId(null);
        var keeps = (await tenant.Admin.Post("/api/roles", new { name = "keeper", permissions = new[] { "users:*", "roles:*", "fleet:read" } })).Expect(201).Id;
        var plain = (await tenant.Admin.Post("/api/roles", new { name = "plain", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        var heir = (await tenant.Admin.Post("/api/roles", new { name = "heir", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        (await tenant.Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = keeperId, role = keeps, scope = new { level = "TENANT", id = tenant.Id } })).Expect(201);
        var (night, interns) = ((await tenant.Admin.Post("/api/user-groups", new { name = "night" })).Expect(201).Id, (await tenant.Admin.Post("/api/user-groups", new { name = "interns" })).Expect(201).Id);
        (await tenant.Admin.Put($"/api/user-groups/{interns}/members/{keeperId}", new { })).Expect(200);
        await Make(tenant, "night", $"permit (principal in UserGroup::\"{night}\", action == Action::\"audit:read\", resource);");
        await Make(tenant, "interns", $"forbid (principal, action == Action::\"leads:read\", resource) when {{ principal in UserGroup::\"{interns}\" }};");
        await Make(tenant, "plain", $"permit (principal in Role::\"{plain}\", action == Action::\"leads:export\", resource);");
        Task<ApiAnswer> Give(ApiClient by, string to, string role) => by.Post("/api/role-assignments", new { principalKind = "USER", principalId = to, role, scope = new { level = "TENANT", id = tenant.Id } });

        // Into what gives and out of what takes, by oneself and for another.
        (await keeper.Put($"/api/user-groups/{night}/members/{keeperId}", new { })).Expect(403).Code.ShouldBe("policy.concerned");
        (await keeper.Put($"/api/user-groups/{night}/members/{other}", new { })).Expect(403);
        (await keeper.Delete($"/api/user-groups/{interns}/members/{keeperId}")).Expect(403).Code.ShouldBe("policy.concerned");
        (await keeper.Delete($"/api/user-groups/{interns}")).Expect(403);
        // A role, given, as a person's own, and by what inherits from it.
        (await Give(keeper, keeperId, plain)).Expect(403).Code.ShouldBe("policy.concerned");
        (await keeper.Post("/api/users", new { username = "xerxes", email = $"{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role = plain })).Expect(403);
        (await Give(keeper, keeperId, heir)).Expect(201);
        (await keeper.Put($"/api/roles/{heir}", new { name = "heir", permissions = new[] { "fleet:read" }, parents = new[] { plain } })).Expect(403).Code.ShouldBe("policy.concerned");
        (await keeper.Get("/api/audit")).Expect(403);
        // A group that none names, and who has what it is about.
        var day = (await keeper.Post("/api/user-groups", new { name = "day" })).Expect(201).Id;
        (await keeper.Put($"/api/user-groups/{day}/members/{other}", new { })).Expect(200);
        (await tenant.Admin.Put($"/api/user-groups/{night}/members/{keeperId}", new { })).Expect(200);
        await Answers(keeper, "/api/audit", 200);
        (await tenant.Admin.Delete($"/api/user-groups/{interns}/members/{keeperId}")).Expect(204);
        (await Give(tenant.Admin, other, plain)).Expect(201);
    }

    [Fact]
    public async Task A_key_gets_nothing_by_being_one()
    {
        var tenant = await server.NewTenant();
        await Make(tenant, "all", "permit (principal, action == Action::\"leads:read\", resource);\npermit (principal is ApiKey, action in Action::\"users\", resource);");
        var key = new ApiClient(tenant.Admin.Address, (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "fleet:read" } })).Expect(201).Text("key"));
        (await key.Get("/api/devices")).Expect(200);
        (await key.Get("/api/users")).Expect(403);
    }

    private static async Task<string> Make(TestTenant tenant, string name, string text) => (await tenant.Admin.Post(Policies, new { name, text })).Expect(201).Id;

    private static Task Answers(ApiClient client, string path, int status) => Eventually.Holds($"{path} to answer {status}", async () => (await client.Get(path)).Status == status);
}
