using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class KeyTests(TestServer server)
{
    [Fact]
    public async Task A_key_is_made_used_as_a_token_looked_at_rotated_and_revoked()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await user.Run(["keys", "create", "Backup checks", "structure:read", "keys:read", "--from", "127.0.0.0/8", "--rate", "600", "--until", "2999-12-31", "--json"], null)).Expect(0).Json;
            var (id, text) = ((string)made["id"]!, (string)made["key"]!);
            ((string?)made["expiresAt"], (int?)made["ratePerMinute"], (string?)made["networks"]![0]).ShouldBe(("2999-12-31T00:00:00Z", 600, "127.0.0.0/8"));

            var list = (await user.Run(["keys", "list", "--token", text], null)).Expect(0).Out;
            list.ShouldContain("Backup checks");
            list.ShouldContain($"{text[..14]}…");
            list.ShouldNotContain(text);
            (await user.Run(["keys", "show", id], null)).Expect(0).Out.ShouldContain("structure:read, keys:read");

            var rotated = (await user.Run(["keys", "rotate", id, "--grace", "3600"], null)).Expect(0).Out;
            rotated.ShouldContain("sk_live_");
            rotated.ShouldContain("not shown again");
            (await user.Run(["keys", "list", "--token", text], null)).Expect(0);

            (await user.Run(["keys", "revoke", id], null)).Expect(0);
            (await user.Run(["keys", "list", "--token", text], null)).Expect(4).Error.ShouldContain("auth.invalid_key");
            (await user.Run(["keys", "list"], null)).Expect(0).Out.ShouldContain("No keys.");
            (await user.Run(["keys", "list", "--revoked"], null)).Expect(0).Out.ShouldContain("revoked");
        }
    }

    [Fact]
    public async Task Use_is_shown_by_day_and_operation()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "key", permissions = new[] { "structure:read" } })).Expect(201);
            (await new ApiClient(tenant.Admin.Address, made.Text("key")).Get("/api/organizations")).Expect(200);
            await Eventually.Holds("the use to be written down", async () =>
                (await user.Run(["keys", "usage", made.Id, "--days", "2"], null)).Expect(0).Out.Contains("tenancy.list_organizations", StringComparison.Ordinal));
            (await user.Run(["keys", "usage", made.Id, "--days", "91"], null)).Expect(2).Error.ShouldContain("1 to 90");
        }
    }

    [Fact]
    public async Task A_leaked_key_is_reported_without_signing_in()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "key", permissions = new[] { "structure:read" }, mode = "TEST" })).Expect(201);
            using var finder = new CommandLineUser(await server.Address());
            var told = (await finder.Run(["keys", "report-leak", "--stdin", "--server", finder.Server.ToString()], made.Text("key") + "\n")).Expect(0);
            (told.Out + told.Error).ShouldNotContain(made.Text("key"));
            (await user.Run(["keys", "show", made.Id, "--json"], null)).Expect(0).Json["revokedFor"]!.GetValue<string>().ShouldBe("LEAKED");
        }
    }

    [Fact]
    public async Task What_does_not_go_together_is_said_before_anything_is_asked()
    {
        using var user = new CommandLineUser(new Uri("http://127.0.0.1:1"));
        var node = Guid.CreateVersion7().ToString();
        (await user.Run(["keys", "create", "k", "structure:read", "--group", node, "--device", node, "--token", "t"], null)).Expect(2).Error.ShouldContain("Name one of");
        (await user.Run(["keys", "create", "k", "--token", "t"], null)).Expect(2);
        (await user.Run(["keys", "rotate", node, "--grace", "604801", "--token", "t"], null)).Expect(2).Error.ShouldContain("604800");
    }
}
