using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Roles given to people, groups and keys, at places and for a time.</summary>
public sealed class AssignmentTests(TestServer server)
{
    private const string Assignments = "/api/role-assignments";

    [Fact]
    public async Task An_assignment_is_made_read_listed_moved_to_another_end_and_removed_and_each_is_audited()
    {
        var tenant = await server.NewTenant();
        var (_, user) = await tenant.NewUserWithId(null);
        var made = (await Give(tenant.Admin, "USER", user, "AUDITOR", tenant.Id)).Expect(201);
        made.Headers["Location"].ShouldBe($"{Assignments}/{made.Id}");
        (await tenant.Admin.Get($"{Assignments}/{made.Id}")).Expect(200).Body.ShouldBe(made.Body);
        (await Give(tenant.Admin, "USER", user, "AUDITOR", tenant.Id)).Expect(409).Code.ShouldBe("assignment.exists");
        (await tenant.Admin.Put($"{Assignments}/{made.Id}", new { expiresAt = "2000-01-01T00:00:00Z" })).Expect(400).Code.ShouldBe("assignment.past_expiry");
        (await tenant.Admin.Put($"{Assignments}/{made.Id}", new { expiresAt = "2999-12-31T00:00:00Z" }, ("If-Match", "\"4\""))).Expect(412);
        (await tenant.Admin.Put($"{Assignments}/{made.Id}", new { expiresAt = "2999-12-31T00:00:00Z" }, ("If-Match", "\"1\""))).Expect(200).Text("expiresAt").ShouldBe("2999-12-31T00:00:00Z");
        (await tenant.Admin.Get($"{Assignments}?principalId={user}&role=AUDITOR")).Json["items"]!.AsArray().Select(a => (string)a!["id"]!).ShouldBe([made.Id]);
        (await tenant.Admin.Get($"{Assignments}?role=USER")).Json["items"]!.AsArray().ShouldBeEmpty();
        (await tenant.Admin.Get($"{Assignments}?role=%00")).Expect(400).Code.ShouldBe("role.unknown");
        (await tenant.Admin.Delete($"{Assignments}/{made.Id}")).Expect(204);
        (await tenant.Admin.Get($"{Assignments}/{made.Id}")).Expect(404).Code.ShouldBe("assignment.not_found");
        foreach (var action in new[] { "create_assignment", "update_assignment", "delete_assignment" })
        {
            (await tenant.Audit($"access.{action}")).ShouldContain(e => (string?)e!["resource"]!["id"] == made.Id && (string?)e["outcome"] == "SUCCESS");
        }
    }

    [Fact]
    public async Task Who_is_not_there_gets_nothing_and_agents_are_not_there_yet()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var (group, key) = ((await other.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id, (await Key(other, "fleet:read")).Id);
        foreach (var (kind, id) in new[] { ("USER", other.AdminId), ("GROUP", group), ("API_KEY", key), ("AGENT", tenant.AdminId), ("GROUP", tenant.AdminId), ("API_KEY", tenant.AdminId) })
        {
            (await Give(tenant.Admin, kind, id, "USER", tenant.Id)).Expect(400).Code.ShouldBe("assignment.unknown_principal", kind);
        }

        (await Give(tenant.Admin, "SYSTEM", tenant.AdminId, "USER", tenant.Id)).Expect(400);
        var revoked = await Key(tenant, "fleet:read");
        (await tenant.Admin.Delete($"/api/admin/api-keys/{revoked.Id}")).Expect(204);
        (await Give(tenant.Admin, "API_KEY", revoked.Id, "USER", tenant.Id)).Expect(400).Code.ShouldBe("assignment.unknown_principal");
    }

    [Fact]
    public async Task A_key_gets_a_role_beside_what_it_was_made_with_but_never_what_only_people_have()
    {
        var tenant = await server.NewTenant();
        var (key, program) = await Key(tenant, "fleet:read");
        (await program.Get("/api/users")).Expect(403);
        var given = (await Give(tenant.Admin, "API_KEY", key, "ADMIN", tenant.Id)).Expect(201).Id;
        await Within(program, "/api/users", 200);
        (await program.Get("/api/devices")).Expect(200);
        (await program.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "fleet:read" } })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await tenant.Admin.Delete($"{Assignments}/{given}")).Expect(204);
        await Within(program, "/api/users", 403);
        (await program.Get("/api/devices")).Expect(200);
    }

    [Fact]
    public async Task Who_gives_a_key_another_text_has_to_have_the_roles_that_it_was_given_too()
    {
        var tenant = await server.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "keys", permissions = new[] { "keys:*", "fleet:read" } })).Expect(201).Id;
        var keeper = await tenant.NewUser(role);
        var key = (await Key(tenant, "fleet:read")).Id;
        (await keeper.Post($"/api/admin/api-keys/{key}/rotate")).Expect(200);
        (await Give(tenant.Admin, "API_KEY", key, "MANAGER", await tenant.NewOrganization(), "ORGANIZATION")).Expect(201);
        (await keeper.Post($"/api/admin/api-keys/{key}/rotate")).Expect(403).Code.ShouldBe("api_key.escalation");
        (await tenant.Admin.Post($"/api/admin/api-keys/{key}/rotate")).Expect(200);
    }

    [Fact]
    public async Task To_let_a_role_last_longer_is_to_give_it()
    {
        var tenant = await server.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "giver", permissions = new[] { "roles:*" } })).Expect(201).Id;
        var (giver, _) = await tenant.NewUserWithId(role);
        var (_, user) = await tenant.NewUserWithId(null);
        var given = (await tenant.Admin.Post(Assignments, new { principalKind = "USER", principalId = user, role = "MANAGER", scope = new { level = "TENANT", id = tenant.Id }, expiresAt = "2990-01-01T00:00:00Z" })).Expect(201).Id;
        (await giver.Put($"{Assignments}/{given}", new { expiresAt = "2995-01-01T00:00:00Z" })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await giver.Put($"{Assignments}/{given}", new { expiresAt = (string?)null })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await giver.Put($"{Assignments}/{given}", new { expiresAt = "2985-01-01T00:00:00Z" })).Expect(200);
    }

    private static async Task<(string Id, ApiClient Client)> Key(TestTenant tenant, params string[] permissions)
    {
        var made = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions })).Expect(201);
        return (made.Id, new ApiClient(tenant.Admin.Address, made.Text("key")));
    }

    private static Task<ApiAnswer> Give(ApiClient by, string kind, string principal, string role, string node, string level = "TENANT") =>
        by.Post(Assignments, new { principalKind = kind, principalId = principal, role, scope = new { level, id = node } });

    private static Task Within(ApiClient user, string path, int status) => Eventually.Holds($"{path} to answer {status}", async () => (await user.Get(path)).Status == status);
}
