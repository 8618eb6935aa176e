using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast roles</c>, <c>groups</c>, <c>role-assignments</c> and <c>access</c>.</summary>
public sealed class RoleTests(TestServer server)
{
    [Fact]
    public async Task A_role_is_given_at_a_place_listed_and_taken_away()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var (_, person) = await tenant.NewUserWithId(null);
            var group = await tenant.NewGroup();
            var made = (await user.Run("role-assignments", "create", "manager", "--user", person, "--group", group, "--until", "2999-12-31", "--json")).Expect(0).Json;
            ((string?)made["scope"]!["level"], (string?)made["scope"]!["id"], (string?)made["expiresAt"]).ShouldBe(("GROUP", group, "2999-12-31T00:00:00Z"));
            (await user.Run("role-assignments", "create", "AUDITOR", "--user", person, "--until", "2999-12-31")).Expect(0).Out.ShouldContain($"TENANT {tenant.Id}");

            var list = (await user.Run("role-assignments", "list", "--principal", person)).Expect(0).Out;
            list.Split('\n')[0].ShouldStartWith("ROLE     PRINCIPAL");
            list.ShouldContain($"GROUP {group}");
            (await user.Run("role-assignments", "list", "--json")).Expect(0).Out.ShouldBe((await tenant.Admin.Get("/api/role-assignments?limit=50")).Body + Environment.NewLine);

            (await user.Run("role-assignments", "extend", (string)made["id"]!, "--json")).Expect(0).Json["expiresAt"].ShouldBeNull();
            (await user.Run("role-assignments", "delete", (string)made["id"]!)).Expect(0);
            (await user.Run("role-assignments", "delete", (string)made["id"]!)).Expect(6);
            (await user.Run("role-assignments", "list", "--principal", person)).Expect(0).Out.ShouldNotContain(group);
            (await user.Run("role-assignments", "create", "KING", "--user", person, "--group", group)).Expect(3);
            (await user.Run("role-assignments", "create", "USER", "--user", person, "--group", group, "--device", group)).Expect(2);
            (await user.Run("role-assignments", "create", "USER", "--group", group)).Expect(2);
        }
    }

    [Fact]
    public async Task A_role_is_made_shown_changed_and_deleted_by_its_name()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await user.Run("roles", "create", "Night shift", "tickets:*", "--inherits", "read-only", "--meaning", "At night", "--json")).Expect(0).Json;
            made["parents"]!.AsArray().Select(p => (string)p!).ShouldBe(["READ_ONLY"]);
            (await user.Run("roles", "list")).Expect(0).Out.ShouldContain("Night shift");
            (await user.Run("roles", "show", "night SHIFT")).Expect(0).Out.ShouldContain("tickets:*");
            (await user.Run("roles", "show", "manager")).Expect(0).Out.ShouldContain("Runs the fleet");
            (await user.Run("roles", "show", "nobody")).Expect(6);
            var changed = (await user.Run("roles", "update", "Night shift", "fleet:read", "--name", "Late shift", "--json")).Expect(0).Json;
            ((string?)changed["name"], (string?)changed["meaning"], changed["permissions"]!.AsArray().Count).ShouldBe(("Late shift", "At night", 1));
            (await user.Run("roles", "create", "x", "fleet:fly")).Expect(3);
            var (_, person) = await tenant.NewUserWithId(null);
            var given = (await user.Run("role-assignments", "create", "late shift", "--user", person, "--json")).Expect(0).Json;
            (await user.Run("roles", "delete", "Late shift")).Error.ShouldContain("role.in_use");
            (await user.Run("role-assignments", "delete", (string)given["id"]!)).Expect(0);
            (await user.Run("roles", "delete", "Late shift")).Expect(0);
        }
    }

    [Fact]
    public async Task A_user_group_is_made_filled_emptied_renamed_and_deleted()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var (_, person) = await tenant.NewUserWithId(null);
            var group = (string)(await user.Run("groups", "create", "Night shift", "--meaning", "At night", "--json")).Expect(0).Json["id"]!;
            (await user.Run("groups", "add", group, person)).Expect(0);
            (await user.Run("groups", "members", group)).Expect(0).Out.ShouldContain(person);
            (await user.Run("groups", "list", "--user", person)).Expect(0).Out.ShouldContain("Night shift");
            (await user.Run("role-assignments", "create", "USER", "--user-group", group)).Expect(0).Out.ShouldContain($"GROUP {group}");
            (await user.Run("groups", "rename", group, "Late shift", "--json")).Expect(0).Json["meaning"]!.GetValue<string>().ShouldBe("At night");
            (await user.Run("groups", "remove", group, person)).Expect(0);
            (await user.Run("groups", "members", group)).Expect(0).Out.ShouldContain("Nobody.");
            (await user.Run("groups", "delete", group)).Expect(0);
            (await user.Run("groups", "delete", group)).Expect(6);
        }
    }

    [Fact]
    public async Task Questions_about_access_are_answered_with_reasons()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var (_, person) = await tenant.NewUserWithId("AUDITOR");
            var role = (string)(await user.Run("roles", "create", "Leads", "leads:*", "--json")).Expect(0).Json["id"]!;
            var given = (string)(await user.Run("role-assignments", "create", "Leads", "--user", person, "--json")).Expect(0).Json["id"]!;
            var check = (await user.Run("access", "check", "leads:export", "--user", person)).Expect(0).Out;
            check.ShouldStartWith("Yes.");
            check.ShouldContain(role);
            (await user.Run("access", "check", "users:write", "--user", person)).Expect(0).Out.ShouldStartWith("No.");
            (await user.Run("access", "check", "users:write")).Expect(2);
            (await user.Run("access", "check", "users:fly", "--user", person)).Expect(3);
            (await user.Run("access", "who-can", "leads:export", "--json")).Expect(0).Json["items"]!.AsArray().Count.ShouldBe(2);
            (await user.Run("access", "what-can", "--user", person)).Expect(0).Out.ShouldContain("leads:export, leads:import");
            (await user.Run("access", "preview", "role", "Leads", "leads:read")).Expect(0).Out.ShouldContain("TENANT: leads:export, leads:import, leads:write");
            (await user.Run("access", "preview", "take", given)).Expect(0).Out.ShouldContain("leads:write");
            (await user.Run("access", "preview", "give", "MEMBER", "--user", person)).Expect(0).Out.ShouldContain("fleet:write");
            var group = (string)(await user.Run("groups", "create", "g", "--json")).Expect(0).Json["id"]!;
            (await user.Run("role-assignments", "create", "MANAGER", "--user-group", group)).Expect(0);
            (await user.Run("access", "preview", "group", group, "--add", person)).Expect(0).Out.ShouldContain("fleet:enroll");
            (await user.Run("access", "preview", "group", group)).Expect(0).Out.ShouldContain("Nobody gains or loses anything.");
        }
    }
}
