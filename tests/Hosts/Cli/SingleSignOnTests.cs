using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast sso</c>.</summary>
public sealed class SingleSignOnTests(TestServer server)
{
    [Fact]
    public async Task A_provider_is_added_mapped_tested_turned_off_and_removed()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("sso", "list")).Expect(0).Out.ShouldContain("No identity providers.");
            var added = (await user.Run(
                ["sso", "add", "House", "--issuer", "https://id.example", "--client-id", "holdfast", "--product", "okta", "--creates-users", "--role", "user", "--json"], "the secret\n", ("HOLDFAST_SERVER", user.Server.ToString()))).Expect(0);
            added.Out.ShouldNotContain("the secret");
            var id = (string)added.Json["id"]!;
            ((string?)added.Json["defaultRole"], (bool)added.Json["isPublic"]!).ShouldBe(("USER", false));
            (await user.Run("sso", "map", id, "analysts", "--role", "security-analyst", "--json")).Expect(0).Json["mappings"]!.AsArray().Count.ShouldBe(1);
            (await user.Run("sso", "map", id, "analysts", "--role", "auditor")).Expect(0).Out.ShouldContain("analysts: AUDITOR");
            (await user.Run("sso", "map", id, "analysts", "--json")).Expect(0).Json["mappings"]!.AsArray().ShouldBeEmpty();
            (await user.Run("sso", "disable", id)).Expect(0).Out.ShouldContain("DISABLED");
            (await user.Run("sso", "enable", id)).Expect(0);
            (await user.Run("sso", "list")).Expect(0).Out.ShouldContain("ENABLED");
            (await user.Run("sso", "show", id)).Expect(0).Out.ShouldContain("/sso/callback");
            (await user.Run("sso", "test", id)).Expect(0).Out.ShouldContain("DISCOVERY: The host has no address.");
            (await user.Run("sso", "require", "--except", tenant.AdminId)).Error.ShouldContain("sign_in_rules.no_break_glass");
            (await user.Run("sso", "require", "--off")).Expect(0);
            var domain = (string)(await user.Run("domains", "add", $"d{Guid.CreateVersion7():N}.example", "--json")).Expect(0).Json["id"]!;
            (await user.Run("domains", "join-role", domain, "--role", "user")).Expect(0);
            (await user.Run("domains", "require-sso", domain)).Expect(7).Error.ShouldContain("sign_in_rules.no_break_glass");
            (await user.Run("domains", "require-sso", domain, "--off", "--json")).Expect(0).Json["joinRole"]!.GetValue<string>().ShouldBe("USER");
            (await user.Run("sso", "remove", id)).Expect(0);
            (await user.Run("sso", "show", id)).ExitCode.ShouldNotBe(0);
        }
    }
}
