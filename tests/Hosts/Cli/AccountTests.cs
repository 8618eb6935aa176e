using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary>Passwords, sessions, and what the operator does about accounts.</summary>
public sealed class AccountTests(TestServer server)
{
    private const string Other = "blue horses swim far";

    [Fact]
    public async Task A_password_is_changed_and_other_sessions_end()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run(["password", "change", "--password-stdin"], $"wrong\n{Other}\n")).Expect(3);
            (await user.Run(["password", "change", "--password-stdin"], $"{TestTenant.Password}\n{Other}\n")).Expect(0);
            (await tenant.Admin.Get("/api/auth/me")).Expect(401);
            (await user.Run("whoami")).Expect(0);
        }
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("sessions", "list", "--json")).Expect(0).Json["items"]!.AsArray().Count.ShouldBe(2);
            (await user.Run("sessions", "end")).Expect(2);
            (await user.Run("sessions", "end", "--others")).Expect(0);
            (await tenant.Admin.Get("/api/auth/me")).Expect(401);
            var mine = (string)(await user.Run("sessions", "list", "--json")).Expect(0).Json["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!;
            (await user.Run("sessions", "end", mine)).Expect(0);
            (await user.Run("whoami")).Expect(4);
        }
    }

    [Fact]
    public async Task Who_was_given_a_password_is_told_how_to_choose_another()
    {
        var tenant = await server.NewTenant();
        var email = $"new-{Guid.CreateVersion7():N}@example.test";
        (await tenant.Admin.Post("/api/users", new { username = "new", email, password = TestTenant.Password, role = "USER" })).Expect(201);
        using var user = new CommandLineUser(await server.Address());
        var login = (await user.Run(["login", "--server", user.Server.ToString(), "--email", email, "--password-stdin"], TestTenant.Password + "\n")).Expect(5);
        login.Error.ShouldContain("choose one of your own");
    }

    [Fact]
    public async Task The_operator_recovers_unlocks_and_invites_beside_the_running_server()
    {
        var tenant = await server.NewTenant();
        (await new ApiClient(await server.Address(), "x").Get("/api/devices")).Expect(401);
        using var user = new CommandLineUser(await server.Address());
        (string, string)[] configuration = [("DATABASE_URL", await server.ApplicationConnection())];
        (await user.Run(["admin", "recover", "nobody@example.test"], null, configuration)).Expect(6);
        var token = (string)(await user.Run(["admin", "recover", tenant.Email, "--json"], null, configuration)).Expect(0).Json["token"]!;
        (await user.Run(["password", "reset", "--stdin"], $"{token}\n{Other}\n", ("HOLDFAST_SERVER", user.Server.ToString()))).Expect(0);
        (await new ApiClient(user.Server, null).Post("/api/auth/login", new { email = tenant.Email, password = Other })).Expect(200);

        (await user.Run(["admin", "unlock", tenant.Email], null, configuration)).Expect(0).Out.ShouldContain(tenant.Email);
        ((string)(await user.Run(["admin", "invite", "--days", "2", "--json"], null, configuration)).Expect(0).Json["invitation"]!).ShouldStartWith("hfi_");
        (await user.Run(["admin", "refusals", "--since", "2026-01-31", "--json"], null, configuration)).Expect(0).Json["items"]!.AsArray().ShouldContain(r => (string)r!["kind"]! == "auth.required" && (string)r["network"]! == "127.0.0.0/24");
        (await user.Run(["admin", "refusals", "--since", "2999-01-01"], null, configuration)).Expect(0).Out.ShouldContain("Nobody was refused.");
        var house = await server.NewTenant("House");
        (await user.Run(["admin", "super-admins", "grant", house.Email], null, configuration)).Expect(7).Error.ShouldContain("second factor");
        (await user.Run(["admin", "super-admins", "revoke", house.Email], null, configuration)).Expect(6).Error.ShouldContain("does not have");
        await server.NewSuperAdmin(house);
        var held = (await user.Run(["admin", "super-admins", "list", "--json"], null, configuration)).Expect(0).Json["items"]!.AsArray().Single(a => (string?)a!["email"] == house.Email)!;
        ((string?)held["tenant"], (bool)held["hasFactor"]!).ShouldBe(((string?)house.Registered.Json["tenant"]!["slug"], false));
        (await user.Run(["admin", "super-admins", "revoke", house.Email], null, configuration)).Expect(0).Out.ShouldContain(house.Email);
        (await user.Run(["admin", "super-admins", "list"], null, configuration)).Expect(0).Out.ShouldNotContain(house.Email);
        (await user.Run(["admin", "invite", "--data", user.At("nowhere")], null)).Expect(6).Error.ShouldContain("--data");
    }
}
