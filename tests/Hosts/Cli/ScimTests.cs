using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class ScimTests(TestServer server)
{
    [Fact]
    public async Task A_token_of_an_identity_provider_is_made_listed_and_revoked()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await user.Run(["scim", "tokens", "create", "Entra", "--rate", "600", "--json"], null)).Expect(0).Json;
            var (id, text) = ((string)made["id"]!, (string)made["token"]!);
            var provider = new ApiClient(tenant.Admin.Address, text);
            (await provider.Get("/scim/v2/Users")).Expect(200);
            var list = (await user.Run(["scim", "tokens", "list"], null)).Expect(0).Out;
            list.ShouldContain("Entra");
            list.ShouldContain($"{text[..12]}…");
            list.ShouldNotContain(text);
            (await user.Run(["scim", "tokens", "create", "Okta"], null)).Expect(0).Out.ShouldContain("not shown again");
            (await user.Run(["scim", "tokens", "create", "x", "--until", "2999-12-31"], null)).Expect(3).Error.ShouldContain("provisioning_token.bad_expiry");
            (await user.Run(["scim", "tokens", "revoke", id], null)).Expect(0);
            await Eventually.Holds("the token to be refused", async () => (await provider.Get("/scim/v2/Users")).Status == 401);
            (await user.Run(["scim", "tokens", "list", "--revoked"], null)).Expect(0).Out.ShouldContain("revoked");
        }
    }
}
