using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Questions about access: whether somebody may, who may, what somebody may, and what a change would mean.</summary>
public sealed class AccessQuestionTests(TestServer server)
{
    private const string Assignments = "/api/role-assignments";

    [Fact]
    public async Task A_check_says_whether_and_by_what()
    {
        var tenant = await server.NewTenant();
        var (organization, elsewhere) = (await tenant.NewOrganization(), await tenant.NewOrganization());
        var node = await tenant.NewGroup(organization);
        var (client, user) = await tenant.NewUserWithId(null);
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        (await tenant.Admin.Put($"/api/user-groups/{group}/members/{user}", new { })).Expect(200);
        var own = await Give(tenant, "USER", user, "MEMBER", "ORGANIZATION", organization);
        var byGroup = await Give(tenant, "GROUP", group, "USER", "GROUP", node);

        var answer = await Check(tenant, "USER", user, "tickets:write", "GROUP", node);
        ((bool)answer["allowed"]!, (string?)answer["barred"]).ShouldBe((true, null));
        answer["reasons"]!.AsArray().Select(r => ((string)r!["kind"]!, (string)r["id"]!, (string)r["givenToKind"]!, (string)r["givenToId"]!, (string)r["role"]!)).ShouldBe(
            [("ASSIGNMENT", own, "USER", user, "MEMBER"), ("ASSIGNMENT", byGroup, "GROUP", group, "USER")]);
        ((bool)(await Check(tenant, "USER", user, "tickets:write", "ORGANIZATION", elsewhere))["allowed"]!).ShouldBeFalse();
        ((bool)(await Check(tenant, "USER", user, "tickets:write"))["allowed"]!).ShouldBeFalse();
        (await Check(tenant, "USER", user, "users:write", "GROUP", node))["reasons"]!.AsArray().ShouldBeEmpty();
        // As it is when they try.
        (await client.Get("/api/tickets")).Expect(200);

        (await tenant.Admin.Put($"/api/users/{user}", new { username = "disabled", role = (string?)null, status = "DISABLED" })).Expect(200);
        answer = await Check(tenant, "USER", user, "tickets:write", "GROUP", node);
        ((bool)answer["allowed"]!, (string?)answer["barred"], answer["reasons"]!.AsArray().Count).ShouldBe((false, "DISABLED", 2));
    }

    [Fact]
    public async Task A_key_is_asked_about_like_a_person()
    {
        var tenant = await server.NewTenant();
        var key = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "leads:*" } })).Expect(201).Id;
        var answer = await Check(tenant, "API_KEY", key, "leads:export");
        ((bool)answer["allowed"]!, (string?)answer["reasons"]![0]!["kind"], (string?)answer["reasons"]![0]!["role"]).ShouldBe((true, "KEY", null));
        await Give(tenant, "API_KEY", key, "ADMIN", "TENANT", tenant.Id);
        ((bool)(await Check(tenant, "API_KEY", key, "campaigns:send"))["allowed"]!).ShouldBeTrue();
        ((bool)(await Check(tenant, "API_KEY", key, "keys:write"))["allowed"]!).ShouldBeFalse();
        (await Who(tenant, "permission=keys:write")).ShouldBe([tenant.AdminId]);
        (await Who(tenant, "permission=leads:export")).ShouldBe([key, tenant.AdminId]);
        (await tenant.Admin.Delete($"/api/admin/api-keys/{key}")).Expect(204);
        ((string?)(await Check(tenant, "API_KEY", key, "leads:export"))["barred"]).ShouldBe("REVOKED");
        (await Who(tenant, "permission=leads:export")).ShouldBe([tenant.AdminId]);
    }

    [Fact]
    public async Task Who_can_is_everybody_who_can_and_nobody_else_page_by_page()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var node = await tenant.NewGroup(organization);
        var role = (await tenant.Admin.Post("/api/roles", new { name = "by its parent", parents = new[] { "MEMBER" } })).Expect(201).Id;
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        await Give(tenant, "GROUP", group, role, "ORGANIZATION", organization);
        var able = new List<string> { tenant.AdminId };
        var all = new List<string> { tenant.AdminId };
        for (var i = 0; i < 4; i++)
        {
            var (_, user) = await tenant.NewUserWithId(i == 3 ? "READ_ONLY" : null);
            all.Add(user);
            if (i == 0)
            {
                (await tenant.Admin.Put($"/api/user-groups/{group}/members/{user}", new { })).Expect(200);
                able.Add(user);
            }
            else if (i == 1)
            {
                await Give(tenant, "USER", user, "USER", "GROUP", node);
                able.Add(user);
            }
        }

        var key = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "tickets:write" }, scope = new { level = "GROUP", id = node } })).Expect(201).Id;
        able.Add(key);
        all.Add(key);
        able.Reverse();
        (await Who(tenant, $"permission=tickets:write&level=GROUP&nodeId={node}")).ShouldBe(able);
        var paged = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await tenant.Admin.Get($"/api/access/who-can?permission=tickets:write&level=GROUP&nodeId={node}&limit=1{(cursor == "" ? "" : $"&cursor={cursor}")}")).Expect(200).Json;
            paged.AddRange(page["items"]!.AsArray().Select(i => (string)i!["principalId"]!));
            cursor = (string?)page["nextCursor"];
        }

        paged.ShouldBe(able);
        // The one answer and the other say the same of everybody.
        foreach (var id in all)
        {
            ((bool)(await Check(tenant, id == key ? "API_KEY" : "USER", id, "tickets:write", "GROUP", node))["allowed"]!).ShouldBe(able.Contains(id), id);
        }

        (await Who(tenant, "permission=tickets:write")).ShouldBe([tenant.AdminId]);
    }

    [Fact]
    public async Task What_somebody_can_is_all_that_they_have()
    {
        var tenant = await server.NewTenant();
        var (_, user) = await tenant.NewUserWithId("AUDITOR");
        var role = (await tenant.Admin.Post("/api/roles", new { name = "r", permissions = new[] { "leads:*" } })).Expect(201).Id;
        var organization = await tenant.NewOrganization();
        await Give(tenant, "USER", user, role, "ORGANIZATION", organization);
        var items = (await tenant.Admin.Get($"/api/access/what-can?principalId={user}")).Expect(200).Json["items"]!.AsArray();
        items.Select(i => (string)i!["reason"]!["role"]!).ShouldBe([role, "AUDITOR"]);
        items[0]!["permissions"]!.AsArray().Select(p => (string)p!).ShouldBe(["leads:export", "leads:import", "leads:read", "leads:write"]);
        var first = (await tenant.Admin.Get($"/api/access/what-can?principalId={user}&limit=1")).Expect(200).Json;
        first["items"]!.AsArray().Count.ShouldBe(1);
        ((string?)(await tenant.Admin.Get($"/api/access/what-can?principalId={user}&limit=1&cursor={first["nextCursor"]}")).Json["items"]![0]!["reason"]!["role"]).ShouldBe("AUDITOR");
        var key = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "leads:read" } })).Expect(201).Id;
        ((string?)(await tenant.Admin.Get($"/api/access/what-can?principalKind=API_KEY&principalId={key}")).Expect(200).Json["items"]![0]!["reason"]!["kind"]).ShouldBe("KEY");
    }

    [Fact]
    public async Task A_preview_says_who_gains_and_loses_what_and_changes_nothing()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var node = await tenant.NewGroup(organization);
        var role = (await tenant.Admin.Post("/api/roles", new { name = "r", permissions = new[] { "leads:read", "campaigns:read" } })).Expect(201).Id;
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        var (_, one) = await tenant.NewUserWithId(null);
        var (_, two) = await tenant.NewUserWithId("READ_ONLY");
        (await tenant.Admin.Put($"/api/user-groups/{group}/members/{one}", new { })).Expect(200);
        var given = await Give(tenant, "GROUP", group, role, "ORGANIZATION", organization);
        await Give(tenant, "USER", two, role, "TENANT", tenant.Id);

        // The role: who reads campaigns anyway loses nothing.
        (await Preview(tenant, new { role = new { id = role, permissions = new[] { "leads:write" } } })).ShouldBe(
            [$"{two} TENANT +leads:write -", $"{one} ORGANIZATION +leads:write -campaigns:read"]);
        // A role that inherits.
        var heir = (await tenant.Admin.Post("/api/roles", new { name = "heir", parents = new[] { role } })).Expect(201).Id;
        await Give(tenant, "USER", one, heir, "GROUP", node);
        (await Preview(tenant, new { role = new { id = role } })).ShouldBe([$"{one} ORGANIZATION + -campaigns:read,leads:read"]);
        // An assignment, given and taken.
        (await Preview(tenant, new { assignment = new { principalKind = "GROUP", principalId = group, role = "USER", scope = new { level = "GROUP", id = node } } }))
            .ShouldHaveSingleItem().ShouldStartWith($"{one} GROUP +actions:execute,");
        (await Preview(tenant, new { assignment = new { principalKind = "USER", principalId = one, role, scope = new { level = "GROUP", id = node } } })).ShouldBeEmpty();
        (await Preview(tenant, new { removeAssignment = given })).ShouldBe([$"{one} ORGANIZATION + -campaigns:read,leads:read"]);
        // A group with others in it, and none.
        (await Preview(tenant, new { members = new { id = group, add = new[] { two }, remove = new[] { one } } })).ShouldBe([$"{one} ORGANIZATION + -campaigns:read,leads:read"]);
        (await Preview(tenant, new { removeGroup = group })).ShouldBe([$"{one} ORGANIZATION + -campaigns:read,leads:read"]);
        // Nothing of it has happened.
        ((bool)(await Check(tenant, "USER", one, "leads:read", "ORGANIZATION", organization))["allowed"]!).ShouldBeTrue();
        (await tenant.Admin.Get($"{Assignments}?role=USER")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_preview_says_is_what_the_change_does()
    {
        var tenant = await server.NewTenant();
        var parent = (await tenant.Admin.Post("/api/roles", new { name = "parent", permissions = new[] { "leads:read" } })).Expect(201).Id;
        var role = (await tenant.Admin.Post("/api/roles", new { name = "r", permissions = new[] { "campaigns:*" }, parents = new[] { parent } })).Expect(201).Id;
        var (_, user) = await tenant.NewUserWithId(null);
        await Give(tenant, "USER", user, role, "TENANT", tenant.Id);
        var before = await Has(tenant, user);
        var said = (await tenant.Admin.Post("/api/access/preview", new { role = new { id = parent, permissions = new[] { "users:write", "campaigns:read" } } })).Expect(200).Json["items"]![0]!["differences"]![0]!;
        (await tenant.Admin.Put($"/api/roles/{parent}", new { name = "parent", permissions = new[] { "users:write", "campaigns:read" } })).Expect(200);
        var after = await Has(tenant, user);
        said["gains"]!.AsArray().Select(p => (string)p!).ShouldBe(after.Except(before));
        said["loses"]!.AsArray().Select(p => (string)p!).ShouldBe(before.Except(after));
    }

    [Fact]
    public async Task Questions_are_about_what_there_is_in_the_own_tenant_and_for_who_may_see_roles()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var role = (await other.Admin.Post("/api/roles", new { name = "r" })).Expect(201).Id;
        var group = (await other.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        var given = (string)(await other.Admin.Get(Assignments)).Json["items"]![0]!["id"]!;
        async Task Refused(object body, int status, string code) => (await tenant.Admin.Post("/api/access/preview", body)).Expect(status).Code.ShouldBe(code);
        (await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = other.AdminId, permission = "leads:read" })).Expect(400).Code.ShouldBe("assignment.unknown_principal");
        (await tenant.Admin.Post("/api/access/check", new { principalKind = "GROUP", principalId = tenant.AdminId, permission = "leads:read" })).Expect(400).Code.ShouldBe("assignment.unknown_principal");
        (await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = tenant.AdminId, permission = "leads:*" })).Expect(400).Code.ShouldBe("access.unknown_permission");
        (await tenant.Admin.Get($"/api/access/what-can?principalId={other.AdminId}")).Expect(400).Code.ShouldBe("assignment.unknown_principal");
        (await tenant.Admin.Get("/api/access/what-can")).Expect(400).Code.ShouldBe("assignment.unknown_principal");
        (await tenant.Admin.Get("/api/access/who-can")).Expect(400).Code.ShouldBe("access.unknown_permission");
        (await tenant.Admin.Get($"/api/access/who-can?permission=leads:read&level=GROUP&nodeId={other.AdminId}")).Expect(400).Code.ShouldBe("assignment.unknown_scope");
        (await tenant.Admin.Get($"/api/access/who-can?permission=leads:read&level=TENANT&nodeId={other.Id}")).Expect(400).Code.ShouldBe("assignment.unknown_scope");
        await Refused(new { }, 400, "access.not_one_change");
        await Refused(new { removeGroup = group, removeAssignment = given }, 400, "access.not_one_change");
        await Refused(new { role = new { id = role } }, 404, "role.not_found");
        await Refused(new { removeGroup = group }, 404, "user_group.not_found");
        await Refused(new { removeAssignment = given }, 404, "assignment.not_found");
        await Refused(new { members = new { id = group } }, 404, "user_group.not_found");
        var own = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        await Refused(new { members = new { id = own, add = new[] { other.AdminId } } }, 400, "access.unknown_members");
        await Refused(new { members = new { id = own, add = Enumerable.Repeat(tenant.AdminId, 201) } }, 400, "access.too_many_members");
        var mine = (await tenant.Admin.Post("/api/roles", new { name = "r" })).Expect(201).Id;
        await Refused(new { role = new { id = mine, parents = new[] { mine } } }, 400, "role.cycle");
        await Refused(new { role = new { id = mine, permissions = new[] { "fleet:fly" } } }, 400, "role.unknown_permission");
        (await (await tenant.NewUser("MEMBER")).Post("/api/access/check", new { principalKind = "USER", principalId = tenant.AdminId, permission = "leads:read" })).Expect(403).Code.ShouldBe("auth.forbidden");
    }

    private static async Task<JsonNode> Check(TestTenant tenant, string kind, string id, string permission, string? level = null, string? node = null) =>
        (await tenant.Admin.Post("/api/access/check", new { principalKind = kind, principalId = id, permission, scope = level is null ? null : new { level, id = node } })).Expect(200).Json;

    private static async Task<IEnumerable<string>> Who(TestTenant tenant, string query) =>
        (await tenant.Admin.Get($"/api/access/who-can?{query}")).Expect(200).Json["items"]!.AsArray().Select(i => (string)i!["principalId"]!);

    private static async Task<IEnumerable<string>> Preview(TestTenant tenant, object change) =>
        (await tenant.Admin.Post("/api/access/preview", change)).Expect(200).Json["items"]!.AsArray().SelectMany(i => i!["differences"]!.AsArray().Select(d =>
            $"{i["principalId"]} {d!["scope"]!["level"]} +{string.Join(',', d["gains"]!.AsArray())} -{string.Join(',', d["loses"]!.AsArray())}"));

    private static async Task<string[]> Has(TestTenant tenant, string user) =>
        [.. (await tenant.Admin.Get($"/api/access/what-can?principalId={user}")).Expect(200).Json["items"]!.AsArray().SelectMany(i => i!["permissions"]!.AsArray()).Select(p => (string)p!).Distinct().Order(StringComparer.Ordinal)];

    private static async Task<string> Give(TestTenant tenant, string kind, string principal, string role, string level, string node) =>
        (await tenant.Admin.Post(Assignments, new { principalKind = kind, principalId = principal, role, scope = new { level, id = node } })).Expect(201).Id;
}
