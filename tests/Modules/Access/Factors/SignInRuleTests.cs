using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access.Factors;

public sealed class SignInRuleTests(TestServer server)
{
    private const string Rules = "/api/sign-in-rules";

    [Fact]
    public async Task Only_who_has_a_second_factor_asks_everybody_for_one()
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Put(Rules, new { requireSecondFactor = true })).Expect(409).Code.ShouldBe("sign_in_rules.own_second_factor_first");
        ((bool)(await tenant.Admin.Get(Rules)).Expect(200).Json["requireSecondFactor"]!).ShouldBeFalse();

        var app = await CodeApp.SetUp(tenant.Admin);
        (await tenant.Admin.Put(Rules, new { requireSecondFactor = true }, ("If-Match", "\"7\""))).Expect(412);
        ((long)(await tenant.Admin.Put(Rules, new { requireSecondFactor = true }, ("If-Match", "\"0\""))).Expect(200).Json["version"]!).ShouldBe(1);
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        (await tenant.Audit("access.set_sign_in_rules", 3)).Count(e => (string?)e!["outcome"] == "SUCCESS").ShouldBe(1);
        app.RecoveryCodes.Length.ShouldBe(10);
    }

    [Fact]
    public async Task Who_has_none_sets_one_up_at_sign_in_and_can_do_nothing_else()
    {
        var tenant = await server.NewTenant();
        var email = $"bob-{Guid.CreateVersion7():N}@example.test";
        (await tenant.Admin.Post("/api/users", new { username = "bob", email, password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201);
        await Require(tenant);

        var anonymous = await server.Anonymous();
        var owed = (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(202);
        owed.Json["factors"]!.AsArray().ShouldBeEmpty();
        var challenge = owed.Text("challenge");
        (await new ApiClient(anonymous.Address, challenge).Get("/api/auth/me")).Expect(401);
        (await anonymous.Post("/api/auth/login/second-factor", new { challenge, code = "123456" })).Expect(409).Code.ShouldBe("totp.not_begun");

        var begun = (await anonymous.Post("/api/auth/login/enrolment", new { challenge })).Expect(200);
        var app = new CodeApp(begun.Text("secret"));
        (await anonymous.Post("/api/auth/login/second-factor", new { challenge, code = "000000" })).Expect(400).Code.ShouldBe("auth.code_wrong");
        var session = (await anonymous.Post("/api/auth/login/second-factor", new { challenge, code = app.Code() })).Expect(200);
        session.Json["recoveryCodes"]!.AsArray().Count.ShouldBe(10);
        CodeApp.Methods(session.Text("accessToken")).ShouldContain("mfa");
        var bob = new ApiClient(anonymous.Address, session.Text("accessToken"));
        (await bob.Get("/api/auth/me")).Expect(200);
        (await anonymous.Post("/api/auth/login/enrolment", new { challenge })).Expect(401).Code.ShouldBe("auth.challenge_invalid");

        (await bob.Delete("/api/auth/totp")).Expect(409).Code.ShouldBe("second_factor.last");
        (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(202).Json["factors"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_challenge_of_who_has_a_second_factor_sets_no_other_up()
    {
        var tenant = await server.NewTenant();
        await CodeApp.SetUp(tenant.Admin);
        var anonymous = await server.Anonymous();
        var owed = (await anonymous.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(202);
        (await anonymous.Post("/api/auth/login/enrolment", new { challenge = owed.Text("challenge") })).Expect(401).Code.ShouldBe("auth.challenge_invalid");
    }

    [Fact]
    public async Task Sessions_of_a_password_alone_end_everywhere_within_a_second()
    {
        var tenant = await server.NewTenant();
        var (person, _) = await tenant.NewUserWithId("USER");
        var email = (string)(await person.Get("/api/auth/me")).Json["user"]!["email"]!;
        var refresh = (await (await server.Anonymous()).Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(200).Text("refreshToken");
        await Require(tenant);
        var began = TimeProvider.System.GetTimestamp();
        await Eventually.Holds("the session to end", async () => (await person.Get("/api/auth/me")).Status is 401 or 403);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await (await server.Anonymous()).Post("/api/auth/refresh", new { refreshToken = refresh })).Expect(401);
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
    }

    [Fact]
    public async Task The_rule_holds_in_another_process_within_a_second_and_for_who_comes_from_above()
    {
        var provider = await server.NewTenant();
        var customer = (await provider.Admin.Post("/api/tenants", new { name = "Customer" })).Expect(201).Id;
        await provider.Visit(customer);
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", customer))).Expect(200);

        // As another process would: behind this one's back.
        await Insert(customer);
        var began = TimeProvider.System.GetTimestamp();
        var refused = await Eventually.Get("the refusal", async () => await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", customer)) is { Status: 403 } answer ? answer : null);
        refused.Code.ShouldBe("access.second_factor_required");
        // It is read twice a second; the rest is for a machine that is busy with other suites.
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await provider.Admin.Get("/api/organizations")).Expect(200);

        await CodeApp.SetUp(provider.Admin);
        (await provider.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", customer))).Expect(200);
    }

    [Fact]
    public async Task Who_may_not_write_rules_does_not_and_another_tenant_has_its_own()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var auditor = await tenant.NewUser("AUDITOR");
        (await auditor.Get(Rules)).Expect(200);
        (await auditor.Put(Rules, new { requireSecondFactor = false })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await (await tenant.NewUser("USER")).Get(Rules)).Expect(403);
        await Require(tenant);
        ((bool)(await other.Admin.Get(Rules)).Expect(200).Json["requireSecondFactor"]!).ShouldBeFalse();
        (await other.Admin.Get("/api/auth/me")).Expect(200);
    }

    private static async Task Require(TestTenant tenant)
    {
        await CodeApp.SetUp(tenant.Admin);
        (await tenant.Admin.Put(Rules, new { requireSecondFactor = true })).Expect(200);
    }

    private async Task Insert(string tenant)
    {
        await using var connection = new Npgsql.NpgsqlConnection(await server.OwnerConnection());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var batch = new Npgsql.NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new Npgsql.NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true)") { Parameters = { new() { Value = tenant } } },
                new Npgsql.NpgsqlBatchCommand("insert into control.sign_in_rule (tenant_id, require_second_factor, version) values ($1, true, 1)") { Parameters = { new() { Value = Guid.Parse(tenant) } } },
            },
        };
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
