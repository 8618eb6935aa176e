using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>User groups: who is in them has their roles.</summary>
public sealed class UserGroupTests(TestServer server)
{
    private const string Groups = "/api/user-groups";
    private const string Assignments = "/api/role-assignments";

    [Fact]
    public async Task A_group_is_made_renamed_listed_and_removed_and_each_is_audited()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var (_, user) = await tenant.NewUserWithId(null);
        var made = (await tenant.Admin.Post(Groups, new { name = "Night shift", meaning = "m" })).Expect(201);
        made.Headers["Location"].ShouldBe($"{Groups}/{made.Id}");
        (await tenant.Admin.Post(Groups, new { name = "NIGHT shift" })).Expect(409).Code.ShouldBe("user_group.exists");
        (await other.Admin.Post(Groups, new { name = "Night shift" })).Expect(201);
        (await tenant.Admin.Post(Groups, new { name = "a\u202Eb" })).Expect(400).Code.ShouldBe("user_group.bad_name");
        (await tenant.Admin.Post(Groups, new { name = "a", meaning = new string('m', 501) })).Expect(400).Code.ShouldBe("user_group.bad_meaning");
        (await tenant.Admin.Put($"{Groups}/{made.Id}", new { name = "Nights" }, ("If-Match", "\"9\""))).Expect(412);
        (await tenant.Admin.Put($"{Groups}/{made.Id}", new { name = "Nights" })).Expect(200).Text("meaning").ShouldBe("");
        (await tenant.Admin.Put($"{Groups}/{made.Id}/members/{user}", new { })).Expect(200).Json["members"]!.GetValue<long>().ShouldBe(1);
        (await tenant.Admin.Put($"{Groups}/{made.Id}/members/{user}", new { })).Expect(409).Code.ShouldBe("user_group.already_a_member");
        ((string?)(await tenant.Admin.Get($"{Groups}/{made.Id}/members")).Expect(200).Json["items"]![0]!["userId"]).ShouldBe(user);
        (await tenant.Admin.Get($"{Groups}?userId={user}&search=night")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await tenant.Admin.Get($"{Groups}?userId={tenant.AdminId}")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await tenant.Admin.Delete($"{Groups}/{made.Id}/members/{user}")).Expect(204);
        (await tenant.Admin.Delete($"{Groups}/{made.Id}/members/{user}")).Expect(404).Code.ShouldBe("user_group.not_a_member");
        (await tenant.Admin.Delete($"{Groups}/{made.Id}")).Expect(204);
        (await tenant.Admin.Get($"{Groups}/{made.Id}")).Expect(404).Code.ShouldBe("user_group.not_found");
        foreach (var action in new[] { "create_user_group", "update_user_group", "add_user_group_member", "remove_user_group_member", "delete_user_group" })
        {
            ((string?)(await tenant.Audit($"access.{action}")).Last(e => (string?)e!["outcome"] == "SUCCESS")!["resource"]!["id"]).ShouldBe(made.Id, action);
        }

        (await (await tenant.NewUser("MANAGER")).Post(Groups, new { name = "x" })).Expect(403);
    }

    [Fact]
    public async Task Who_is_in_a_group_has_its_roles_from_then_on_and_no_longer_than_that()
    {
        var tenant = await server.NewTenant();
        var (user, id) = await tenant.NewUserWithId(null);
        var (group, node) = (await Group(tenant), await tenant.NewGroup());
        (await user.Get("/api/groups")).Expect(403);
        (await tenant.Admin.Put($"{Groups}/{group}/members/{id}", new { })).Expect(200);
        var given = (await Give(tenant.Admin, group, "MEMBER", node, "GROUP")).Expect(201).Id;
        await Within(user, "/api/groups", 200);
        (await user.Get("/api/groups")).Json["items"]!.AsArray().Select(g => (string)g!["id"]!).ShouldBe([node]);
        (await tenant.Admin.Delete($"{Groups}/{group}/members/{id}")).Expect(204);
        await Within(user, "/api/groups", 403);
        (await tenant.Admin.Put($"{Groups}/{group}/members/{id}", new { })).Expect(200);
        await Within(user, "/api/groups", 200);
        (await tenant.Admin.Delete($"{Assignments}/{given}")).Expect(204);
        await Within(user, "/api/groups", 403);
        (await Give(tenant.Admin, group, "MEMBER", node, "GROUP")).Expect(201);
        await Within(user, "/api/groups", 200);
        (await tenant.Admin.Delete($"{Groups}/{group}")).Expect(204);
        await Within(user, "/api/groups", 403);
    }

    [Fact]
    public async Task Nobody_gets_by_a_group_what_who_lets_them_in_has_not()
    {
        var tenant = await server.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "people", permissions = new[] { "users:*", "tickets:read" } })).Expect(201).Id;
        var (people, id) = await tenant.NewUserWithId(role);
        var (admins, readers, local) = (await Group(tenant), await Group(tenant), await Group(tenant));
        (await Give(tenant.Admin, admins, "ADMIN", tenant.Id)).Expect(201);
        (await Give(tenant.Admin, local, "MEMBER", await tenant.NewOrganization(), "ORGANIZATION")).Expect(201);
        (await people.Put($"{Groups}/{admins}/members/{id}", new { })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Put($"{Groups}/{local}/members/{id}", new { })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Put($"{Groups}/{readers}/members/{id}", new { })).Expect(200);
        (await people.Get("/api/webhooks")).Status.ShouldNotBe(200);
        var other = await server.NewTenant();
        (await other.Admin.Put($"{Groups}/{readers}/members/{other.AdminId}", new { })).Expect(404).Code.ShouldBe("user_group.not_found");
        (await tenant.Admin.Put($"{Groups}/{readers}/members/{other.AdminId}", new { })).Expect(404).Code.ShouldBe("user.not_found");
    }

    [Fact]
    public async Task The_last_administrator_by_a_group_stays_one()
    {
        var tenant = await server.NewTenant();
        var group = await Group(tenant);
        var (second, secondId) = await tenant.NewUserWithId(null);
        var given = (await Give(tenant.Admin, group, "ADMIN", tenant.Id)).Expect(201).Id;
        (await tenant.Admin.Put($"{Groups}/{group}/members/{secondId}", new { })).Expect(200);
        await Within(second, "/api/users", 200);
        (await second.Delete($"/api/users/{tenant.AdminId}")).Expect(204);
        foreach (var refused in new[]
        {
            await second.Delete($"{Groups}/{group}/members/{secondId}"),
            await second.Delete($"{Groups}/{group}"),
            await second.Delete($"{Assignments}/{given}"),
            await second.Put($"{Assignments}/{given}", new { expiresAt = "2999-12-31T00:00:00Z" }),
            await second.Put($"/api/users/{secondId}", new { username = "second", role = (string?)null, status = "DISABLED" }),
            await second.Delete($"/api/users/{secondId}"),
        })
        {
            refused.Expect(409).Code.ShouldBe("user.last_admin");
        }

        (await second.Get("/api/users")).Expect(200);
    }

    private static async Task<string> Group(TestTenant tenant) => (await tenant.Admin.Post(Groups, new { name = $"g {Guid.CreateVersion7():N}" })).Expect(201).Id;

    private static Task<ApiAnswer> Give(ApiClient by, string group, string role, string node, string level = "TENANT") =>
        by.Post(Assignments, new { principalKind = "GROUP", principalId = group, role, scope = new { level, id = node } });

    private static Task Within(ApiClient user, string path, int status) => Eventually.Holds($"{path} to answer {status}", async () => (await user.Get(path)).Status == status);
}
