using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class SessionTests(TestServer server)
{
    [Fact]
    public async Task Signing_in_lasts_for_the_commands_that_follow_and_prints_no_token()
    {
        var tenant = await server.NewTenant();
        using var user = new CommandLineUser(await server.Address());

        var login = (await user.RunProgram(["login", "--server", user.Server.ToString(), "--email", tenant.Email, "--password-stdin"], TestTenant.Password + "\n")).Expect(0);
        var who = (await user.RunProgram(["whoami"], null)).Expect(0);

        login.Out.ShouldContain(tenant.Email);
        (login.Out + login.Error + who.Out + who.Error).ShouldNotContain((string)user.Session["accessToken"]!);
        (login.Out + login.Error + who.Out + who.Error).ShouldNotContain((string)user.Session["refreshToken"]!);
        who.Out.ShouldContain(tenant.Email);
        who.Out.ShouldContain("ADMIN");
    }

    [Fact]
    public async Task Signing_in_as_json_is_one_document_without_tokens()
    {
        var tenant = await server.NewTenant();
        using var user = new CommandLineUser(await server.Address());

        var login = (await user.Run(["login", "--json", "--email", tenant.Email, "--password-stdin"], TestTenant.Password, ("HOLDFAST_SERVER", user.Server.ToString()))).Expect(0);

        login.Json.AsObject().Select(m => m.Key).ShouldBe(["server", "tenant", "user"]);
        login.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_session_is_for_its_owner_only()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(user.SessionPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.GetUnixFileMode(Path.GetDirectoryName(user.SessionPath)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    [Fact]
    public async Task A_wrong_password_is_4_with_the_servers_words()
    {
        var tenant = await server.NewTenant();
        using var user = new CommandLineUser(await server.Address());

        var ran = (await user.RunProgram(["login", "--email", tenant.Email, "--password-stdin"], "not the password\n", ("HOLDFAST_SERVER", user.Server.ToString()))).Expect(4);

        ran.Error.ShouldContain("auth.invalid_credentials");
        ran.Error.ShouldContain("trace id");
        File.Exists(user.SessionPath).ShouldBeFalse();
    }

    [Fact]
    public async Task An_expired_session_renews_itself_once_for_commands_that_run_together()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var before = Expire(user);

            var ran = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => user.RunProgram("whoami")));

            ran.ShouldAllBe(r => r.ExitCode == 0, string.Join('\n', ran.Select(r => r.Error)));
            user.Session["refreshToken"]!.ToString().ShouldNotBe(before["refreshToken"]!.ToString());
            (await user.RunProgram("whoami")).Expect(0);
        }
    }

    [Fact]
    public async Task An_access_token_that_the_server_refuses_is_renewed()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var session = user.Session;
            session["accessToken"] = (string)session["accessToken"]! + "x";
            user.Session = session;

            (await user.Run("whoami")).Expect(0);
        }
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_is_4_and_forgotten()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            await new ApiClient(user.Server, (string)user.Session["accessToken"]!).Post("/api/auth/logout");

            (await user.Run("whoami")).Expect(4).Error.ShouldContain("cli.session_ended");

            File.Exists(user.SessionPath).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server_too()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var token = (string)user.Session["accessToken"]!;

            (await user.Run("logout")).Expect(0);

            (await new ApiClient(user.Server, token).Get("/api/auth/me")).Expect(401);
            (await user.Run("whoami")).Expect(4).Error.ShouldContain("holdfast login");
            (await user.Run("logout")).Expect(0);
        }
    }

    [Fact]
    public async Task Tokens_go_to_the_server_that_gave_them_and_to_no_other()
    {
        var (user, _) = await CommandLineUser.New(server);
        await using var other = new ScriptedServer();
        using (user)
        {
            (await user.Run("whoami", "--server", other.Address.ToString())).Expect(4).Error.ShouldContain("cli.other_server");

            other.Requests.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_token_of_the_environment_needs_no_session()
    {
        var tenant = await server.NewTenant();
        using var user = new CommandLineUser(await server.Address());

        var ran = await user.RunProgram(["whoami", "--json"], null, ("HOLDFAST_SERVER", user.Server.ToString()), ("HOLDFAST_TOKEN", tenant.Admin.Token!));

        ran.Expect(0).Json["user"]!["email"]!.ToString().ShouldBe(tenant.Email);
        File.Exists(user.SessionPath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_damaged_session_is_told_and_replaced_by_signing_in()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            await File.WriteAllTextAsync(user.SessionPath, "{\"server\":", TestContext.Current.CancellationToken);

            (await user.Run("whoami")).Expect(1).Error.ShouldContain("cli.session_unreadable");
            await user.Login(tenant.Email);
            (await user.Run("whoami")).Expect(0);
        }
    }

    private static JsonObject Expire(CommandLineUser user)
    {
        var session = user.Session;
        session["expiresAt"] = "2020-01-01T00:00:00Z";
        user.Session = session;
        return session;
    }
}
