using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>A tenant's own policies: saved, checked, audited, and who may write them.</summary>
public sealed class PolicyTests(TestServer server)
{
    private const string Policies = "/api/policies";

    [Fact]
    public async Task A_policy_is_made_read_changed_and_removed_and_each_is_audited()
    {
        var tenant = await server.NewTenant();
        const string text = "// Nobody deletes.\nforbid (principal, action == Action::\"leads:export\", resource);";
        var made = (await tenant.Admin.Post(Policies, new { name = " No export ", text, meaning = "Leads stay here." })).Expect(201);
        made.Headers["Location"].ShouldBe($"{Policies}/{made.Id}");
        (made.Text("name"), made.Text("text"), (bool)made.Json["enabled"]!).ShouldBe(("No export", text, true));
        (await tenant.Admin.Get($"{Policies}/{made.Id}")).Expect(200).Body.ShouldBe(made.Body);
        (await tenant.Admin.Get(Policies)).Json["items"]!.AsArray().Single()!.ToJsonString().ShouldBe(made.Json.ToJsonString());
        (await tenant.Admin.Post(Policies, new { name = "no EXPORT", text })).Expect(409).Code.ShouldBe("policy.exists");

        (await tenant.Admin.Put($"{Policies}/{made.Id}", new { name = "Off", text, enabled = false }, ("If-Match", "\"7\""))).Expect(412);
        var changed = (await tenant.Admin.Put($"{Policies}/{made.Id}", new { name = "Off", text, enabled = false }, ("If-Match", "\"1\""))).Expect(200);
        ((bool)changed.Json["enabled"]!, (long)changed.Json["version"]!).ShouldBe((false, 2));
        (await tenant.Admin.Delete($"{Policies}/{made.Id}")).Expect(204);
        (await tenant.Admin.Get($"{Policies}/{made.Id}")).Expect(404).Code.ShouldBe("policy.not_found");

        var entry = (await tenant.Audit("access.update_policy", 2)).Single(e => (string?)e!["outcome"] == "SUCCESS")!;
        ((string?)entry["before"]!["name"], (string?)entry["after"]!["name"], (string?)entry["before"]!["text"]).ShouldBe(("No export", "Off", text));
        (await tenant.Audit("access.create_policy", 2)).Count(e => (string?)e!["outcome"] == "SUCCESS").ShouldBe(1);
        (await tenant.Audit("access.delete_policy")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", 1, 1, "Here has to be a policy")]
    [InlineData("permit (principal, action, resource)", 1, 37, "")]
    [InlineData("permit (\n  principal,\n  action == Action::\"fleet:fly\",\n  resource);", 3, 3, "There is no action")]
    [InlineData("permit (principal, action, resource)\nwhen { context.moon };", 2, 8, "moon")]
    [InlineData("permit (principal, action, resource)\nwhen { principal.shoes == 4 };", 2, 8, "shoes")]
    [InlineData("permit (principal == User::\"ann\", action, resource);", 1, 9, "UUID")]
    [InlineData("permit (principal in Role::\"BOSS\", action, resource);", 1, 9, "no role")]
    [InlineData("permit (principal, action, resource in Organization::\"0189ABCD-0000-7000-8000-000000000000\");", 1, 28, "small letters")]
    [InlineData("permit (principal == ?principal, action, resource);", 1, 1, "nobody here")]
    [InlineData("permit (principal, action, resource)\nwhen { [Organization::\"01890000-0000-7000-8000-000000000000\"].contains(resource) };", 2, 8, "resource in")]
    public async Task What_is_no_policy_is_refused_with_line_and_column_and_nothing_is_made(string text, int line, int column, string says)
    {
        var tenant = await server.NewTenant();
        var refused = (await tenant.Admin.Post(Policies, new { name = "p", text })).Expect(400);
        refused.Code.ShouldBe("policy.invalid");
        refused.Text("detail").ShouldStartWith($"line {line}, column {column}: ");
        ((string)refused.Json["errors"]!["text"]!).ShouldContain(says);
        (await tenant.Admin.Get(Policies)).Json["items"]!.AsArray().ShouldBeEmpty();

        var answer = (await tenant.Admin.Post($"{Policies}/validate", new { text })).Expect(200).Json;
        ((bool)answer["valid"]!, (int)answer["problems"]![0]!["line"]!, (int)answer["problems"]![0]!["column"]!).ShouldBe((false, line, column));
    }

    [Fact]
    public async Task A_text_that_is_too_large_too_deep_or_of_too_many_statements_is_refused_and_the_policy_stays()
    {
        var tenant = await server.NewTenant();
        const string good = "permit (principal, action == Action::\"fleet:read\", resource);";
        var id = (await tenant.Admin.Post(Policies, new { name = "p", text = good })).Expect(201).Id;
        foreach (var (text, says) in new[]
        {
            ($"{good}{new string(' ', 20_000)}", "too long"),
            ($"permit (principal, action, resource) when {{ {new string('(', 200)}true{new string(')', 200)} }};", "deep"),
            (string.Concat(Enumerable.Repeat("permit (principal, action, resource);", 51)), "at most 50 statements"),
        })
        {
            var refused = (await tenant.Admin.Put($"{Policies}/{id}", new { name = "p", text, enabled = true })).Expect(400);
            refused.Code.ShouldBe("policy.invalid");
            refused.Text("detail").ShouldContain(says);
        }

        (await tenant.Admin.Get($"{Policies}/{id}")).Text("text").ShouldBe(good);
        (await tenant.Admin.Send(HttpMethod.Post, Policies, """{"name":"a\u0000b","text":""}""")).Expect(400).Code.ShouldBe("policy.bad_name");
        (await tenant.Admin.Post(Policies, new { name = "q", text = good, meaning = "a\nb" })).Expect(400).Code.ShouldBe("policy.bad_meaning");
        (await tenant.Admin.Post(Policies, new { name = "q", text = "permit (principal, action, resource); // \0" })).Expect(400).Text("detail").ShouldStartWith("line 1, column 42: ");
    }

    [Fact]
    public async Task Validation_says_what_a_text_is_about_and_warns_of_what_cannot_be()
    {
        var tenant = await server.NewTenant();
        var answer = (await tenant.Admin.Post($"{Policies}/validate", new
        {
            text = "permit (principal, action in Action::\"tickets\", resource);\nforbid (principal is ApiKey, action == Action::\"fleet:write\", resource) when { principal is User };",
        })).Expect(200).Json;
        ((bool)answer["valid"]!).ShouldBeTrue();
        var statements = answer["statements"]!.AsArray();
        statements.Select(s => ((int)s!["line"]!, (string)s["effect"]!)).ShouldBe([(1, "PERMIT"), (2, "FORBID")]);
        statements[0]!["permissions"]!.AsArray().Select(p => (string)p!).ShouldBe(["tickets:admin", "tickets:execute", "tickets:read", "tickets:rules", "tickets:write"]);
        var warning = answer["problems"]!.AsArray().Single()!;
        ((int)warning["line"]!, (bool)warning["isWarning"]!).ShouldBe((2, true));

        var schema = (await tenant.Admin.Get($"{Policies}/schema")).Expect(200).Text("text");
        schema.ShouldContain("action \"tickets:write\" in [\"tickets\", \"write\"] appliesTo {");
        schema.ShouldContain("entity Device in [Group] = {");
    }

    [Fact]
    public async Task Nobody_writes_changes_or_deletes_a_policy_about_what_they_have_not_themselves()
    {
        var tenant = await server.NewTenant();
        var (keeper, keeperId) = await tenant.NewUserWithId(null);
        var role = (await tenant.Admin.Post("/api/roles", new { name = "keeper of policies", permissions = new[] { "policies:*", "tickets:*" } })).Expect(201).Id;
        (await tenant.Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = keeperId, role, scope = new { level = "TENANT", id = tenant.Id } })).Expect(201);
        var self = $"principal == User::\"{keeperId}\"";
        foreach (var action in new[] { "action", "action == Action::\"users:write\"", "action in [Action::\"tickets\", Action::\"fleet\"]", "action in Action::\"read\"" })
        {
            foreach (var effect in new[] { "permit", "forbid" })
            {
                (await keeper.Post(Policies, new { name = "more", text = $"{effect} ({self}, {action}, resource);" })).Expect(403).Code.ShouldBe("policy.escalation");
            }
        }

        (await keeper.Get("/api/users")).Expect(403);
        var own = (await keeper.Post(Policies, new { name = "own", text = "forbid (principal, action in Action::\"tickets\", resource);" })).Expect(201).Id;
        // In place of what one may write stands nothing more, and what others forbid stays.
        (await keeper.Put($"{Policies}/{own}", new { name = "own", text = $"permit ({self}, action, resource);", enabled = true })).Expect(403);
        var theirs = (await tenant.Admin.Post(Policies, new { name = "theirs", text = $"forbid ({self}, action == Action::\"users:read\", resource);" })).Expect(201).Id;
        (await keeper.Delete($"{Policies}/{theirs}")).Expect(403).Code.ShouldBe("policy.escalation");
        (await keeper.Put($"{Policies}/{theirs}", new { name = "theirs", text = "permit (principal, action == Action::\"tickets:read\", resource);", enabled = true })).Expect(403);
        (await keeper.Put($"{Policies}/{theirs}", new { name = "theirs", text = $"forbid ({self}, action == Action::\"users:read\", resource);", enabled = false })).Expect(403);
        ((bool)(await tenant.Admin.Get($"{Policies}/{theirs}")).Json["enabled"]!).ShouldBeTrue();
        (await keeper.Delete($"{Policies}/{own}")).Expect(204);

        // By a role on a part of the tenant, and by a policy, one does not have it on the whole.
        var reader = await tenant.NewUser("READ_ONLY");
        (await reader.Get(Policies)).Expect(200);
        (await reader.Post(Policies, new { name = "r", text = "permit (principal, action == Action::\"fleet:read\", resource);" })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await tenant.Admin.Post(Policies, new { name = "for the keeper", text = $"permit ({self}, action == Action::\"users:read\", resource);" })).Expect(201);
        (await tenant.Admin.Delete($"{Policies}/{theirs}")).Expect(204);
        (await keeper.Get("/api/users")).Expect(200);
        (await keeper.Post(Policies, new { name = "on", text = "permit (principal, action == Action::\"users:read\", resource);" })).Expect(403).Code.ShouldBe("policy.escalation");
    }

    [Fact]
    public async Task No_policy_locks_out_who_may_write_policies()
    {
        var tenant = await server.NewTenant();
        var everything = (await tenant.Admin.Post(Policies, new { name = "nothing for anybody", text = "forbid (principal, action, resource);" })).Expect(201).Id;
        (await tenant.Admin.Get("/api/users")).Expect(403);
        (await tenant.Admin.Get("/api/devices")).Expect(403);
        (await tenant.Admin.Get(Policies)).Expect(200);
        const string text = "forbid (principal, action, resource) when { context.methods.contains(\"x\") };";
        (await tenant.Admin.Put($"{Policies}/{everything}", new { name = "nothing", text, enabled = true })).Expect(200);
        (await tenant.Admin.Get("/api/users")).Expect(200);
        (await tenant.Admin.Delete($"{Policies}/{everything}")).Expect(204);
    }

    [Fact]
    public async Task A_tenant_has_as_many_policies_as_its_quota_says()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:PoliciesPerTenant"] = "1" });
        var tenant = await small.NewTenant();
        const string text = "permit (principal, action == Action::\"fleet:read\", resource);";
        var first = (await tenant.Admin.Post(Policies, new { name = "1", text })).Expect(201).Id;
        (await tenant.Admin.Post(Policies, new { name = "2", text })).Code.ShouldBe("tenancy.quota_exceeded");
        (await tenant.Admin.Delete($"{Policies}/{first}")).Expect(204);
        (await tenant.Admin.Post(Policies, new { name = "2", text })).Expect(201);
    }
}
