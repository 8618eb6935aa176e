using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast policies</c>, and what <c>holdfast access</c> says where they decide.</summary>
public sealed class PolicyTests(TestServer server)
{
    [Fact]
    public async Task A_policy_is_checked_previewed_made_shown_changed_and_deleted_by_its_name()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var (_, person) = await tenant.NewUserWithId("READ_ONLY");
            var file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.cedar");
            try
            {
                await File.WriteAllTextAsync(file, "forbid (principal, action == Action::\"fleet:fly\",\n  resource);", TestContext.Current.CancellationToken);
                var wrong = (await user.Run("policies", "validate", file)).Expect(3);
                wrong.Out.ShouldStartWith($"{file}:1:20: There is no action");
                (await user.Run("policies", "create", "p", file)).Expect(3).Error.ShouldContain("policy.invalid");
                await File.WriteAllTextAsync(file, $"// Nothing of users.\nforbid (principal == User::\"{person}\", action == Action::\"users:read\", resource);", TestContext.Current.CancellationToken);
                (await user.Run("policies", "validate", file)).Expect(0).Out.ShouldContain("FORBID");
                (await user.Run("access", "preview", "policy", file)).Expect(0).Out.ShouldContain("TENANT: users:read");

                var made = (await user.Run("policies", "create", "Nothing of users", file, "--meaning", "For now", "--json")).Expect(0).Json;
                (await user.Run("policies", "list")).Expect(0).Out.ShouldContain("Nothing of users");
                (await user.Run("policies", "show", "nothing of USERS")).Expect(0).Out.ShouldContain("// Nothing of users.");
                (await user.Run("policies", "show", "nobody")).Expect(6);
                var check = (await user.Run("access", "check", "users:read", "--user", person, "--second-factor", "--from", "192.0.2.7")).Expect(0).Out;
                check.ShouldStartWith("No.");
                check.ShouldContain("Nothing of users");
                (await user.Run("access", "what-can", "--user", person)).Expect(0).Out.ShouldContain("policy Nothing of users, line 2");
                (await user.Run("access", "preview", "policy", "--remove", "Nothing of users")).Expect(0).Out.ShouldContain("TENANT: users:read");
                (await user.Run("access", "preview", "policy")).Expect(2);

                var changed = (await user.Run("policies", "update", "Nothing of users", "--disable", "--name", "Off", "--json")).Expect(0).Json;
                ((string?)changed["name"], (string?)changed["meaning"], (bool)changed["enabled"]!, (string?)changed["text"]).ShouldBe(("Off", "For now", false, (string?)made["text"]));
                (await user.Run("policies", "update", "Off", "--disable", "--enable")).Expect(2);
                (await user.Run("policies", "update", "Off", "--file", file + ".none")).Expect(6);
                (await user.Run("policies", "delete", "Off")).Expect(0);
                (await user.Run("policies", "delete", "Off")).Expect(6);
                (await user.Run("policies", "schema")).Expect(0).Out.ShouldContain("entity Device in [Group] = {");
            }
            finally
            {
                File.Delete(file);
            }
        }
    }
}
