using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class SecondFactorTests(TestServer server)
{
    [Fact]
    public async Task Whoever_has_a_second_factor_passes_a_code()
    {
        var tenant = await server.NewTenant();
        await server.Sql(
            tenant,
            """
            insert into control.passkey (tenant_id, id, user_id, name, credential_id, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, created_at)
            values ($1, gen_random_uuid(), $2, 'Key', '\x01', '', 0, '{}', true, false, false, now())
            """,
            Guid.Parse(tenant.Id),
            Guid.Parse(tenant.AdminId));
        var codes = (await tenant.Admin.Post("/api/auth/recovery-codes")).Expect(200).Json["recoveryCodes"]!.AsArray().Select(c => (string)c!).ToArray();
        using var user = new CommandLineUser(await server.Address());

        var without = await Login(user, tenant);
        without.ExitCode.ShouldNotBe(0);
        without.Error.ShouldContain("cli.code_needed");
        var wrong = await Login(user, tenant, "--code", "000000");
        wrong.Error.ShouldContain("auth.code_wrong");
        File.Exists(user.SessionPath).ShouldBeFalse();

        var login = (await Login(user, tenant, "--code", codes[0])).Expect(0);
        login.Out.ShouldContain(tenant.Email);
        (login.Out + login.Error).ShouldNotContain(codes[0]);
        (await user.Run("whoami")).Expect(0).Out.ShouldContain(tenant.Email);
    }

    [Fact]
    public async Task Where_the_tenant_asks_for_one_it_is_set_up_at_a_terminal()
    {
        var tenant = await server.NewTenant();
        await server.Sql(tenant, "insert into control.sign_in_rule (tenant_id, require_second_factor, version) values ($1, true, 1)", Guid.Parse(tenant.Id));
        using var user = new CommandLineUser(await server.Address());
        var refused = await Login(user, tenant);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("cli.second_factor_needed");
    }

    [Fact]
    public async Task Addresses_are_allowed_and_released()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("addresses", "allow", "nonsense")).ExitCode.ShouldNotBe(0);
            var made = (await user.Run("addresses", "allow", "192.0.2.0/24", "--note", "Office", "--json")).Expect(0);
            (await user.Run("addresses", "allowed")).Expect(0).Out.ShouldContain("192.0.2.0/24");
            (await user.Run("addresses", "disallow", (string)made.Json["id"]!)).Expect(0);
            (await user.Run("addresses", "allowed")).Expect(0).Out.ShouldContain("None.");

            await server.Sql(tenant, "insert into control.guessing_address (network, failures, last_at, blocked_until) values ('203.0.113.9', 50, now(), now() + interval '1 hour')");
            await server.Sql(
                tenant, "insert into control.address_attempt (tenant_id, id, network, attempts, last_at) values ($1, gen_random_uuid(), '203.0.113.9', 3, now())", Guid.Parse(tenant.Id));
            (await user.Run("addresses", "blocked")).Expect(0).Out.ShouldContain("203.0.113.9");
            (await user.Run("addresses", "release", "203.0.113.9")).Expect(0);
            (await user.Run("addresses", "release", "203.0.113.10")).Error.ShouldContain("address.not_blocked");
        }
    }

    private static Task<Ran> Login(CommandLineUser user, TestTenant tenant, params string[] more) =>
        user.Run(["login", "--email", tenant.Email, "--password-stdin", .. more], TestTenant.Password, ("HOLDFAST_SERVER", user.Server.ToString()));
}
