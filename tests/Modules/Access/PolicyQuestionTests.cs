using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Questions about access where policies decide: they say which, and what a policy would change before it is saved.</summary>
public sealed class PolicyQuestionTests(TestServer server)
{
    [Fact]
    public async Task A_check_names_the_statements_that_permit_and_forbid()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var (client, user) = await tenant.NewUserWithId("READ_ONLY");
        var permit = await Make(tenant, "for the shift", $"permit (principal, action == Action::\"leads:write\", resource);\npermit (principal == User::\"{user}\", action == Action::\"users:write\", resource);");
        var answer = await Check(tenant, user, "users:write");
        ((bool)answer["allowed"]!, answer["forbiddenBy"]!.AsArray().Count).ShouldBe((true, 0));
        var reason = answer["reasons"]!.AsArray().Single()!;
        ((string?)reason["kind"], (string?)reason["id"], (string?)reason["role"]).ShouldBe(("POLICY", permit, null));
        reason["policy"]!.ToJsonString().ShouldBe($$"""{"id":"{{permit}}","name":"for the shift","effect":"PERMIT","statement":2,"line":2}""");

        var forbid = await Make(tenant, "not there", $"// Nobody.\n\nforbid (principal, action in Action::\"users\", resource)\nwhen {{ resource == Tenant::\"{tenant.Id}\" && !context.mfa }};\nforbid (principal, action == Action::\"tickets:read\", resource in Organization::\"{organization}\");");
        answer = await Check(tenant, user, "users:read");
        ((bool)answer["allowed"]!, answer["reasons"]!.AsArray().Count).ShouldBe((false, 1));
        answer["forbiddenBy"]!.AsArray().Single()!.ToJsonString().ShouldBe($$"""{"id":"{{forbid}}","name":"not there","effect":"FORBID","statement":1,"line":3}""");
        ((bool)(await Check(tenant, user, "tickets:read"))["allowed"]!).ShouldBeTrue();
        ((bool)(await Check(tenant, user, "tickets:read", organization))["allowed"]!).ShouldBeFalse();
        // As it is when they try, and as it would be with a second factor.
        (await client.Get("/api/users")).Expect(403);
        ((bool)(await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = user, permission = "users:read", circumstances = new { secondFactor = true } })).Expect(200).Json["allowed"]!).ShouldBeTrue();
        (await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = user, permission = "users:read", circumstances = new { address = "here" } })).Expect(400).Code.ShouldBe("access.bad_address");
    }

    [Fact]
    public async Task Circumstances_of_a_check_are_the_time_and_the_address()
    {
        var tenant = await server.NewTenant();
        await Make(tenant, "by day", "forbid (principal, action == Action::\"users:read\", resource) unless { context.now.toTime() >= duration(\"8h\") && context.now.toTime() < duration(\"18h\") && context has address && context.address.isInRange(ip(\"192.0.2.0/24\")) };");
        async Task<bool> May(string at, string address) =>
            (bool)(await tenant.Admin.Post("/api/access/check", new { principalKind = "USER", principalId = tenant.AdminId, permission = "users:read", circumstances = new { at, address } })).Expect(200).Json["allowed"]!;
        (await May("2026-11-30T09:00:00Z", "192.0.2.7")).ShouldBeTrue();
        (await May("2026-11-30T19:00:00Z", "192.0.2.7")).ShouldBeFalse();
        (await May("2026-11-30T09:00:00Z", "198.51.100.7")).ShouldBeFalse();
        (await May("2026-11-30T08:30:00+01:00", "192.0.2.7")).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_can_is_complete_where_a_policy_permits_or_forbids()
    {
        var tenant = await server.NewTenant();
        var (_, one) = await tenant.NewUserWithId(null);
        var (_, two) = await tenant.NewUserWithId("READ_ONLY");
        var (_, three) = await tenant.NewUserWithId(null);
        (await Who(tenant, "leads:read")).ShouldBe([two, tenant.AdminId]);
        await Make(tenant, "p", $"permit (principal == User::\"{one}\", action == Action::\"leads:read\", resource);");
        (await Who(tenant, "leads:read")).ShouldBe([two, one, tenant.AdminId]);
        await Make(tenant, "f", $"forbid (principal in Role::\"READ_ONLY\", action == Action::\"leads:read\", resource);");
        (await Who(tenant, "leads:read")).ShouldBe([one, tenant.AdminId]);
        foreach (var id in new[] { one, two, three, tenant.AdminId })
        {
            ((bool)(await Check(tenant, id, "leads:read"))["allowed"]!).ShouldBe(id == one || id == tenant.AdminId);
        }
    }

    [Fact]
    public async Task What_somebody_can_has_the_policies_that_make_a_difference_for_them()
    {
        var tenant = await server.NewTenant();
        var (_, user) = await tenant.NewUserWithId("AUDITOR");
        var permit = await Make(tenant, "p", $"permit (principal == User::\"{user}\", action in Action::\"leads\", resource);");
        var forbid = await Make(tenant, "f", "forbid (principal, action == Action::\"leads:export\", resource);");
        await Make(tenant, "of others", $"permit (principal == User::\"{tenant.AdminId}\", action, resource);");
        var items = (await tenant.Admin.Get($"/api/access/what-can?principalId={user}")).Expect(200).Json["items"]!.AsArray();
        items.Select(i => ((string)i!["reason"]!["kind"]!, (string)i["reason"]!["id"]!)).ShouldBe([("POLICY", forbid), ("POLICY", permit), ("ASSIGNMENT", (string)items[2]!["reason"]!["id"]!)]);
        items[0]!["forbids"]!.AsArray().Select(p => (string)p!).ShouldBe(["leads:export"]);
        items[0]!["permissions"]!.AsArray().ShouldBeEmpty();
        items[1]!["permissions"]!.AsArray().Select(p => (string)p!).ShouldBe(["leads:export", "leads:import", "leads:read", "leads:write"]);
        var first = (await tenant.Admin.Get($"/api/access/what-can?principalId={user}&limit=2")).Expect(200).Json;
        ((string?)(await tenant.Admin.Get($"/api/access/what-can?principalId={user}&limit=2&cursor={first["nextCursor"]}")).Expect(200).Json["items"]!.AsArray().Single()!["reason"]!["kind"]).ShouldBe("ASSIGNMENT");
    }

    [Fact]
    public async Task A_preview_of_a_policy_says_who_gains_and_loses_what_where_and_changes_nothing()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var node = await tenant.NewGroup(organization);
        var (_, one) = await tenant.NewUserWithId(null);
        var (client, two) = await tenant.NewUserWithId("READ_ONLY");
        var permit = $"permit (principal == User::\"{one}\", action in [Action::\"leads:read\", Action::\"tickets:read\"], resource in Organization::\"{organization}\");";
        (await Preview(tenant, new { policy = new { text = permit } })).ShouldBe([$"{one} ORGANIZATION * +leads:read,tickets:read -"]);
        (await Preview(tenant, new { policy = new { text = $"forbid (principal in Role::\"READ_ONLY\", action == Action::\"leads:read\", resource in Group::\"{node}\");" } })).ShouldBe([$"{two} GROUP * + -leads:read"]);
        (await Preview(tenant, new { policy = new { text = $"forbid (principal == User::\"{two}\", action == Action::\"tickets:read\", resource is Device);" } })).ShouldBe([$"{two} TENANT DEVICE + -tickets:read"]);
        (await Preview(tenant, new { policy = new { text = permit, enabled = false } })).ShouldBeEmpty();
        (await Preview(tenant, new { policy = new { text = $"permit (principal == User::\"{two}\", action == Action::\"leads:read\", resource);" } })).ShouldBeEmpty();
        (await Preview(tenant, new { policy = new { text = "permit (principal, action == Action::\"users:write\", resource) when { context.mfa };" } })).ShouldBeEmpty();
        (await Preview(tenant, new { policy = new { text = "permit (principal, action == Action::\"users:write\", resource) when { context.mfa };" }, circumstances = new { secondFactor = true } }))
            .ShouldBe([$"{two} TENANT * +users:write -", $"{one} TENANT * +users:write -"]);
        (await client.Get("/api/leads")).Status.ShouldNotBe(403);

        // Changed, turned off, removed.
        var id = await Make(tenant, "p", permit);
        (await Preview(tenant, new { policy = new { id, text = permit.Replace("Action::\"leads:read\", ", "", StringComparison.Ordinal) } })).ShouldBe([$"{one} ORGANIZATION * + -leads:read"]);
        (await Preview(tenant, new { policy = new { id, text = permit, enabled = false } })).ShouldBe([$"{one} ORGANIZATION * + -leads:read,tickets:read"]);
        (await Preview(tenant, new { removePolicy = id })).ShouldBe([$"{one} ORGANIZATION * + -leads:read,tickets:read"]);
        // What a role would give is nothing where a policy forbids it.
        await Make(tenant, "f", "forbid (principal, action == Action::\"leads:write\", resource);");
        var role = (await tenant.Admin.Post("/api/roles", new { name = "r", permissions = new[] { "leads:write", "leads:import" } })).Expect(201).Id;
        (await Preview(tenant, new { assignment = new { principalKind = "USER", principalId = one, role, scope = new { level = "TENANT", id = tenant.Id } } })).ShouldHaveSingleItem().ShouldBe($"{one} TENANT * +leads:import,leads:read -");
        // And a group is something that policies speak of.
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "g" })).Expect(201).Id;
        await Make(tenant, "g", $"permit (principal in UserGroup::\"{group}\", action == Action::\"keys:read\", resource);");
        (await Preview(tenant, new { members = new { id = group, add = new[] { one } } })).ShouldBe([$"{one} TENANT * +keys:read -"]);
        ((bool)(await Check(tenant, one, "keys:read"))["allowed"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_preview_of_a_policy_says_is_what_it_does()
    {
        var tenant = await server.NewTenant();
        var (client, user) = await tenant.NewUserWithId("MEMBER");
        async Task<string[]> Has() => [.. (await client.Get("/api/auth/me")).Expect(200).Json["permissions"]!.AsArray().Select(p => (string)p!)];
        var before = await Has();
        var text = $"permit (principal == User::\"{user}\", action in Action::\"leads\", resource);\nforbid (principal in Role::\"MEMBER\", action in [Action::\"tickets\", Action::\"leads:import\"], resource);";
        var said = (await tenant.Admin.Post("/api/access/preview", new { policy = new { text } })).Expect(200).Json["items"]!.AsArray().Single()!["differences"]!.AsArray().Single()!;
        await Make(tenant, "p", text);
        var after = await Has();
        said["gains"]!.AsArray().Select(p => (string)p!).ShouldBe(after.Except(before));
        said["loses"]!.AsArray().Select(p => (string)p!).ShouldBe(before.Except(after));
    }

    [Fact]
    public async Task A_preview_of_what_is_no_policy_or_anothers_is_refused()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        const string text = "permit (principal, action == Action::\"users:read\", resource);";
        var theirs = await Make(other, "p", text);
        (await tenant.Admin.Post("/api/access/preview", new { policy = new { text = "permit" } })).Expect(400).Code.ShouldBe("policy.invalid");
        (await tenant.Admin.Post("/api/access/preview", new { policy = new { id = theirs, text } })).Expect(404).Code.ShouldBe("policy.not_found");
        (await tenant.Admin.Post("/api/access/preview", new { removePolicy = theirs })).Expect(404).Code.ShouldBe("policy.not_found");
        (await tenant.Admin.Post("/api/access/preview", new { removePolicy = theirs, policy = new { text } })).Expect(400).Code.ShouldBe("access.not_one_change");
    }

    private static async Task<string> Make(TestTenant tenant, string name, string text) => (await tenant.Admin.Post("/api/policies", new { name, text })).Expect(201).Id;

    private static async Task<JsonNode> Check(TestTenant tenant, string id, string permission, string? organization = null) => (await tenant.Admin.Post(
        "/api/access/check", new { principalKind = "USER", principalId = id, permission, scope = organization is null ? null : new { level = "ORGANIZATION", id = organization } })).Expect(200).Json;

    private static async Task<IEnumerable<string>> Who(TestTenant tenant, string permission) =>
        (await tenant.Admin.Get($"/api/access/who-can?permission={permission}")).Expect(200).Json["items"]!.AsArray().Select(i => (string)i!["principalId"]!);

    private static async Task<IEnumerable<string>> Preview(TestTenant tenant, object change) =>
        (await tenant.Admin.Post("/api/access/preview", change)).Expect(200).Json["items"]!.AsArray().SelectMany(i => i!["differences"]!.AsArray().Select(d =>
            $"{i["principalId"]} {d!["scope"]!["level"]} {(string?)d["only"] ?? "*"} +{string.Join(',', d["gains"]!.AsArray())} -{string.Join(',', d["loses"]!.AsArray())}"));
}
