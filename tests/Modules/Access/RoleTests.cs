using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Roles of a tenant's own: made, inherited, given, changed while people have them, and removed.</summary>
public sealed class RoleTests(TestServer server)
{
    private const string Roles = "/api/roles";
    private const string Assignments = "/api/role-assignments";

    [Fact]
    public async Task A_role_is_made_read_changed_and_removed_and_each_is_audited()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Roles, new { name = " Night shift ", meaning = "Who is there at night.", permissions = new[] { "tickets:*", "fleet:read", "fleet:read" }, parents = new[] { "USER" } })).Expect(201);
        made.Headers["Location"].ShouldBe($"{Roles}/{made.Id}");
        made.Text("name").ShouldBe("Night shift");
        Texts(made.Json["given"]).ShouldBe(["tickets:*", "fleet:read"]);
        Texts(made.Json["permissions"]).ShouldBe(
            ["actions:execute", "actions:read", "actions:write", "fleet:read", "integrations:read", "structure:read", "tenants:read", "tickets:admin", "tickets:execute", "tickets:read", "tickets:rules", "tickets:write"]);
        (await tenant.Admin.Get($"{Roles}/{made.Id}")).Expect(200).Body.ShouldBe(made.Body);
        (await tenant.Admin.Get(Roles)).Json["items"]!.AsArray()[^1]!.ToJsonString().ShouldBe(made.Json.ToJsonString());

        (await tenant.Admin.Put($"{Roles}/{made.Id}", new { name = "Day" }, ("If-Match", "\"7\""))).Expect(412);
        var changed = (await tenant.Admin.Put($"{Roles}/{made.Id}", new { name = "Day shift", permissions = new[] { "leads:read" } }, ("If-Match", "\"1\""))).Expect(200);
        Texts(changed.Json["permissions"]).ShouldBe(["leads:read"]);
        ((long)changed.Json["version"]!).ShouldBe(2);

        (await tenant.Admin.Delete($"{Roles}/{made.Id}")).Expect(204);
        (await tenant.Admin.Get($"{Roles}/{made.Id}")).Expect(404).Code.ShouldBe("role.not_found");
        var entry = (await tenant.Audit("access.update_role"))[0]!;
        ((string?)entry["before"]!["name"], (string?)entry["after"]!["name"], (string?)entry["resource"]!["id"]).ShouldBe(("Night shift", "Day shift", made.Id));
        (await tenant.Audit("access.create_role")).Count.ShouldBe(1);
        (await tenant.Audit("access.delete_role")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":""}""", "role.bad_name")]
    [InlineData("""{"name":"a\u0000b"}""", "role.bad_name")]
    [InlineData("""{"name":"a\u202Eb"}""", "role.bad_name")]
    [InlineData("""{"name":"a\u200Bb"}""", "role.bad_name")]
    [InlineData("""{"name":"a\nb"}""", "role.bad_name")]
    [InlineData("""{"name":"ADMIN"}""", "role.reserved_name")]
    [InlineData("""{"name":" administrator "}""", "role.reserved_name")]
    [InlineData("""{"name":"Super_Admin"}""", "role.reserved_name")]
    [InlineData("""{"name":"r","meaning":"a\u0007"}""", "role.bad_meaning")]
    [InlineData("""{"name":"r","permissions":[null]}""", "role.bad_permissions")]
    [InlineData("""{"name":"r","permissions":["fleet:fly"]}""", "role.unknown_permission")]
    [InlineData("""{"name":"r","permissions":["*:read"]}""", "role.unknown_permission")]
    [InlineData("""{"name":"r","parents":[null]}""", "role.bad_parents")]
    [InlineData("""{"name":"r","parents":["SUPER_ADMIN"]}""", "role.unknown_parent")]
    [InlineData("""{"name":"r","parents":["01890000-0000-7000-8000-000000000000"]}""", "role.unknown_parent")]
    public async Task What_is_no_role_is_refused_and_nothing_is_made(string body, string code)
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Send(HttpMethod.Post, Roles, body)).Expect(400).Code.ShouldBe(code);
        (await tenant.Admin.Get(Roles)).Json["items"]!.AsArray().ShouldAllBe(r => (bool)r!["isStock"]!);
    }

    [Fact]
    public async Task A_name_is_unique_whatever_its_case_and_names_of_any_script_will_do()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        await Role(tenant, "Ночная смена '; drop table role; --", ["fleet:read"]);
        (await tenant.Admin.Post(Roles, new { name = "НОЧНАЯ смена '; drop table role; --" })).Expect(409).Code.ShouldBe("role.exists");
        await Role(other, "Ночная смена '; drop table role; --", ["fleet:read"]);
    }

    [Fact]
    public async Task A_role_is_not_above_itself_and_only_so_deep()
    {
        var tenant = await server.NewTenant();
        var a = await Role(tenant, "a", ["leads:read"]);
        var b = await Role(tenant, "b", ["leads:write"], a);
        (await tenant.Admin.Put($"{Roles}/{a}", new { name = "a", parents = new[] { a } })).Expect(400).Code.ShouldBe("role.cycle");
        (await tenant.Admin.Put($"{Roles}/{a}", new { name = "a", parents = new[] { b } })).Expect(400).Code.ShouldBe("role.cycle");
        var top = b;
        for (var i = 0; i < 7; i++)
        {
            top = await Role(tenant, $"c{i}", [], top);
        }

        (await tenant.Admin.Post(Roles, new { name = "d", parents = new[] { top } })).Expect(400).Code.ShouldBe("role.too_deep");
    }

    [Fact]
    public async Task What_a_role_gives_holds_at_once_when_it_is_given_when_it_is_changed_and_when_one_above_it_is()
    {
        var tenant = await server.NewTenant();
        var (user, id) = await tenant.NewUserWithId(null);
        var parent = await Role(tenant, "above", []);
        var role = await Role(tenant, "role", [], parent);
        var given = (await Give(tenant.Admin, "USER", id, role, tenant.Id)).Expect(201);
        (await user.Get("/api/users")).Expect(403);
        await Change(tenant, parent, "above", ["users:read"]);
        await Within(user, "/api/users", 200);
        ((string?)(await tenant.Admin.Get($"/api/users/{id}")).Json["role"]).ShouldBe(role);
        Texts((await user.Get("/api/auth/me")).Json["permissions"]).ShouldBe(["users:read"]);
        await Change(tenant, parent, "above", ["fleet:read"]);
        await Within(user, "/api/users", 403);
        await Within(user, "/api/devices", 200);
        (await tenant.Admin.Delete($"{Assignments}/{given.Id}")).Expect(204);
        await Within(user, "/api/devices", 403);
    }

    [Fact]
    public async Task A_role_that_somebody_has_or_another_inherits_from_stays_and_says_by_whom()
    {
        var tenant = await server.NewTenant();
        var (_, user) = await tenant.NewUserWithId(null);
        var role = await Role(tenant, "role", ["fleet:read"]);
        var heir = await Role(tenant, "The heir", [], role);
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        var given = (await Give(tenant.Admin, "USER", user, role, tenant.Id)).Expect(201).Id;
        (await Give(tenant.Admin, "GROUP", group, role, tenant.Id)).Expect(201);
        var refused = (await tenant.Admin.Delete($"{Roles}/{role}")).Expect(409);
        refused.Code.ShouldBe("role.in_use");
        refused.Text("detail").ShouldBe("This role is held by 1 user groups, 1 users, the roles that inherit from it: The heir. Take it away from them first.");
        (await tenant.Admin.Delete($"{Roles}/{heir}")).Expect(204);
        (await tenant.Admin.Delete($"{Assignments}/{given}")).Expect(204);
        (await tenant.Admin.Delete($"{Roles}/{role}")).Expect(409);
        (await tenant.Admin.Delete($"/api/user-groups/{group}")).Expect(204);
        (await tenant.Admin.Delete($"{Roles}/{role}")).Expect(204);
    }

    [Fact]
    public async Task Who_changes_a_role_gives_its_holders_no_more_than_they_have_there_themselves()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var (keeper, keeperId) = await tenant.NewUserWithId(null);
        var keeps = await Role(tenant, "keeper of roles", ["roles:*", "fleet:read"]);
        (await Give(tenant.Admin, "USER", keeperId, keeps, tenant.Id)).Expect(201);
        (await Give(tenant.Admin, "USER", keeperId, "SECURITY_ANALYST", organization, "ORGANIZATION")).Expect(201);
        var (_, holder) = await tenant.NewUserWithId(null);
        var role = await Role(tenant, "role", ["fleet:read", "webhooks:write"]);
        var heir = await Role(tenant, "heir", [], role);
        (await Give(tenant.Admin, "USER", holder, heir, organization, "ORGANIZATION")).Expect(201);

        // By itself, by a wildcard, by a parent, and to the holders of an heir.
        (await keeper.Put($"{Roles}/{role}", new { name = "role", permissions = new[] { "fleet:read", "webhooks:write", "users:read" } })).Expect(403).Code.ShouldBe("role.escalation");
        (await keeper.Put($"{Roles}/{role}", new { name = "role", permissions = new[] { "*" } })).Expect(403).Code.ShouldBe("role.escalation");
        (await keeper.Put($"{Roles}/{role}", new { name = "role", parents = new[] { "ADMIN" } })).Expect(403).Code.ShouldBe("role.escalation");
        // What the keeper has there, and not what stays as it was.
        (await keeper.Put($"{Roles}/{role}", new { name = "role", permissions = new[] { "webhooks:write", "tickets:write" } })).Expect(200);
        // Elsewhere the keeper has no tickets: once somebody has the role on the whole tenant, it is too much.
        (await Give(tenant.Admin, "USER", holder, role, tenant.Id)).Expect(201);
        (await keeper.Put($"{Roles}/{role}", new { name = "role", permissions = new[] { "webhooks:write", "tickets:write", "tickets:execute" } })).Expect(403).Code.ShouldBe("role.escalation");
        (await keeper.Put($"{Roles}/{keeps}", new { name = "keeper of roles", permissions = new[] { "*" } })).Expect(403).Code.ShouldBe("role.escalation");
        // A role that nobody has may say anything; to give it is another matter.
        var idle = (await keeper.Post(Roles, new { name = "idle", permissions = new[] { "*" } })).Expect(201).Id;
        (await Give(keeper, "USER", keeperId, idle, tenant.Id)).Expect(403).Code.ShouldBe("assignment.escalation");
        (await Give(keeper, "USER", keeperId, "ADMIN", tenant.Id)).Expect(403).Code.ShouldBe("assignment.escalation");
        // Elsewhere than where it stands the other tenant's role is no role.
        var other = await server.NewTenant();
        (await Give(other.Admin, "USER", other.AdminId, role, other.Id)).Expect(400).Code.ShouldBe("role.unknown");
        (await other.Admin.Post(Roles, new { name = "r", parents = new[] { role } })).Expect(400).Code.ShouldBe("role.unknown_parent");
    }

    [Fact]
    public async Task Users_are_made_with_and_given_roles_of_the_tenants_own_by_who_has_what_is_in_them()
    {
        var tenant = await server.NewTenant();
        var role = await Role(tenant, "people", ["users:*"]);
        var (people, id) = await tenant.NewUserWithId(role);
        ((string?)(await tenant.Admin.Get($"/api/users/{id}")).Json["role"]).ShouldBe(role);
        var eve = new { username = "eve", email = $"eve-{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role };
        var made = (await people.Post("/api/users", eve)).Expect(201).Id;
        var more = await Role(tenant, "more", ["users:*", "keys:read"]);
        (await people.Put($"/api/users/{made}", new { username = "eve", role = more, status = "ACTIVE" })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Put($"/api/users/{made}", new { username = "eve", role = "no such", status = "ACTIVE" })).Expect(400).Code.ShouldBe("role.unknown");
    }

    [Fact]
    public async Task The_last_administrator_is_not_taken_away_by_a_roles_change_by_an_assignments_end_or_its_removal()
    {
        var tenant = await server.NewTenant();
        var all = await Role(tenant, "all", ["*"]);
        var (second, secondId) = await tenant.NewUserWithId(all);
        // Who has everything by another role counts: the first may go.
        (await second.Put($"/api/users/{tenant.AdminId}", new { username = "ann", role = "USER", status = "ACTIVE" })).Expect(200);
        (await second.Put($"{Roles}/{all}", new { name = "all", permissions = new[] { "users:*", "roles:*" } })).Expect(409).Code.ShouldBe("user.last_admin");
        (await second.Put($"{Roles}/{all}", new { name = "all", permissions = Array.Empty<string>(), parents = new[] { "ADMIN" } })).Expect(200);
        (await second.Put($"/api/users/{secondId}", new { username = "second", role = "ADMIN", status = "DISABLED" })).Expect(409).Code.ShouldBe("user.last_admin");
        (await second.Delete($"/api/users/{secondId}")).Expect(409).Code.ShouldBe("user.last_admin");
        var theirs = (string)(await second.Get($"{Assignments}?principalId={secondId}")).Json["items"]![0]!["id"]!;
        (await second.Delete($"{Assignments}/{theirs}")).Expect(409).Code.ShouldBe("user.last_admin");
        (await second.Put($"{Assignments}/{theirs}", new { expiresAt = "2999-12-31T00:00:00Z" })).Expect(409).Code.ShouldBe("user.last_admin");
        (await second.Get("/api/auth/me")).Expect(200).Json["user"]!["role"]!.GetValue<string>().ShouldBe(all);
        // An administrator for a time is none who stays.
        (await Give(second, "USER", tenant.AdminId, "ADMIN", tenant.Id, until: "2999-12-31T00:00:00Z")).Expect(201);
        (await second.Delete($"{Assignments}/{theirs}")).Expect(409).Code.ShouldBe("user.last_admin");
    }

    [Fact]
    public async Task The_tenants_roles_are_as_many_as_its_quota_says()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:RolesPerTenant"] = "1" });
        var tenant = await small.NewTenant();
        var role = await Role(tenant, "a", []);
        (await tenant.Admin.Post(Roles, new { name = "b" })).Expect(429);
        (await tenant.Admin.Delete($"{Roles}/{role}")).Expect(204);
        await Role(tenant, "b", []);
    }

    private static Task<ApiAnswer> Give(ApiClient by, string kind, string principal, string role, string node, string level = "TENANT", string? until = null) =>
        by.Post(Assignments, new { principalKind = kind, principalId = principal, role, scope = new { level, id = node }, expiresAt = until });

    private static async Task<string> Role(TestTenant tenant, string name, string[] permissions, params string[] parents) =>
        (await tenant.Admin.Post(Roles, new { name, permissions, parents })).Expect(201).Id;

    private static async Task Change(TestTenant tenant, string role, string name, string[] permissions) =>
        (await tenant.Admin.Put($"{Roles}/{role}", new { name, permissions })).Expect(200);

    private static Task Within(ApiClient user, string path, int status) => Eventually.Holds($"{path} to answer {status}", async () => (await user.Get(path)).Status == status);

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(t => (string)t!);
}
