using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access.Factors;

public sealed class SecondFactorTests(TestServer server)
{
    [Fact]
    public async Task Whoever_has_an_app_signs_in_in_two_steps()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        var owed = await Password(tenant);
        owed.Json["accessToken"].ShouldBeNull();
        owed.Json["factors"]!.AsArray().Select(f => (string)f!).ShouldBe(["TOTP", "RECOVERY_CODE"]);

        var session = (await Second(owed, new { code = app.Code(1) })).Expect(200);
        session.Json["recoveryCodes"].ShouldBeNull();
        CodeApp.Methods(session.Text("accessToken")).ShouldBe(["pwd", "otp", "mfa"]);
        (await new ApiClient(tenant.Admin.Address, session.Text("accessToken")).Get("/api/auth/me")).Expect(200);

        var refreshed = (await (await server.Anonymous()).Post("/api/auth/refresh", new { refreshToken = session.Text("refreshToken") })).Expect(200);
        CodeApp.Methods(refreshed.Text("accessToken")).ShouldBe(["pwd", "otp", "mfa"]);
        await tenant.Audit("access.login_second_factor");
        await tenant.Audit("access.ask_for_second_factor");
    }

    [Fact]
    public async Task Setting_one_up_ends_the_sessions_of_the_password_alone_but_the_one_that_asks()
    {
        var tenant = await server.NewTenant();
        var other = (await (await server.Anonymous()).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(200).Text("accessToken");
        await CodeApp.SetUp(tenant.Admin);
        (await new ApiClient(tenant.Admin.Address, other).Get("/api/auth/me")).Expect(401);
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        var mine = (await tenant.Admin.Get("/api/auth/second-factors")).Expect(200).Json;
        ((int)mine["recoveryCodesLeft"]!).ShouldBe(10);
        ((string?)mine["totpSince"]).ShouldNotBeNull();
        ((bool)mine["required"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_uses_of_one_code_at_once_one_succeeds()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        var owed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Password(tenant)));
        var code = app.Code(1);
        var answers = await Task.WhenAll(owed.Select(o => Second(o, new { code })));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Count(a => a.Code == "auth.code_wrong").ShouldBe(3);
    }

    [Fact]
    public async Task Of_many_uses_of_one_challenge_at_once_one_succeeds()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        var owed = await Password(tenant);
        var answers = await Task.WhenAll(app.RecoveryCodes.Take(4).Select(recoveryCode => Second(owed, new { recoveryCode })));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        (await Second(owed, new { code = app.Code(1) })).Expect(401).Code.ShouldBe("auth.challenge_invalid");
    }

    [Fact]
    public async Task A_code_that_was_accepted_and_those_before_it_are_used_up()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        (await Second(await Password(tenant), new { code = app.Code() })).Expect(400).Code.ShouldBe("auth.code_wrong");
        (await Second(await Password(tenant), new { code = app.Code(1) })).Expect(200);
        (await Second(await Password(tenant), new { code = app.Code(1) })).Expect(400);
        (await Second(await Password(tenant), new { code = app.Code() })).Expect(400);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_renewing_makes_the_others_worthless()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        (await Second(await Password(tenant), new { recoveryCode = app.RecoveryCodes[0] })).Expect(200);
        (await Second(await Password(tenant), new { recoveryCode = app.RecoveryCodes[0] })).Expect(400).Code.ShouldBe("auth.code_wrong");
        ((int)(await tenant.Admin.Get("/api/auth/second-factors")).Json["recoveryCodesLeft"]!).ShouldBe(9);

        var renewed = (await tenant.Admin.Post("/api/auth/recovery-codes")).Expect(200).Json["recoveryCodes"]!.AsArray();
        renewed.Count.ShouldBe(10);
        (await Second(await Password(tenant), new { recoveryCode = app.RecoveryCodes[1] })).Expect(400);
        (await Second(await Password(tenant), new { recoveryCode = ((string)renewed[0]!).ToUpperInvariant() })).Expect(200);
    }

    [Fact]
    public async Task A_challenge_is_good_for_five_tries_and_for_five_minutes()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        var owed = await Password(tenant);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Second(owed, new { code = "000000" })));
        answers.Count(a => a.Status != 401).ShouldBe(5);
        (await Second(owed, new { code = app.Code(1) })).Expect(401).Code.ShouldBe("auth.challenge_invalid");

        var late = await Password(tenant);
        await server.Sql(tenant, "update control.sign_in_challenge set expires_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        (await Second(late, new { recoveryCode = app.RecoveryCodes[0] })).Expect(401).Code.ShouldBe("auth.challenge_invalid");
    }

    [Fact]
    public async Task Codes_are_not_guessed_by_beginning_anew_and_a_right_password_forgives_none()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        for (var i = 0; i < 5; i++)
        {
            (await Second(await Password(tenant), new { code = "000000" })).Expect(400);
        }

        var locked = (await Second(await Password(tenant), new { code = app.Code(1) })).Expect(429);
        locked.Code.ShouldBe("auth.locked");
        int.Parse(locked.Headers["Retry-After"]).ShouldBeInRange(1, 30);
        (await tenant.Admin.Post($"/api/users/{tenant.AdminId}/unlock")).Expect(204);
        (await Second(await Password(tenant), new { code = app.Code(1) })).Expect(200);
        (await tenant.Audit("access.login_second_factor", 6)).Count(e => (string?)e!["error"] == "auth.code_wrong").ShouldBe(5);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"code":"000000","recoveryCode":"a"}""")]
    [InlineData("""{"code":""}""")]
    public async Task One_proof_is_asked_for_and_it_has_the_shape_of_one(string proof)
    {
        var tenant = await server.NewTenant();
        var body = JsonNode.Parse(proof)!.AsObject();
        body["challenge"] = "hfc_x";
        (await (await server.Anonymous()).Send(HttpMethod.Post, "/api/auth/login/second-factor", body.ToJsonString())).Expect(400).Code.ShouldStartWith("auth.code_");
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
    }

    [Fact]
    public async Task A_secret_is_in_no_row_log_or_answer_once_it_was_shown()
    {
        var tenant = await server.NewTenant();
        var begun = (await tenant.Admin.Post("/api/auth/totp")).Expect(200);
        var secret = begun.Text("secret");
        begun.Text("uri").ShouldContain($"secret={secret}");
        var app = new CodeApp(secret);
        var codes = (await tenant.Admin.Post("/api/auth/totp/confirm", new { code = app.Code() })).Expect(200).Json["recoveryCodes"]!.AsArray().Select(c => (string)c!).ToArray();
        (await tenant.Admin.Post("/api/auth/totp")).Expect(409).Code.ShouldBe("totp.exists");
        (await tenant.Admin.Post("/api/auth/totp/confirm", new { code = app.Code(1) })).Expect(409).Code.ShouldBe("totp.exists");
        await tenant.Audit("access.confirm_totp");

        var said = (await tenant.Admin.Get("/api/auth/second-factors")).Body + (await tenant.Admin.Get("/api/audit?limit=200")).Body + string.Join('\n', server.Log);
        foreach (var one in codes.Append(secret))
        {
            said.ShouldNotContain(one);
        }

        var stored = await server.Sql(tenant, "select encode(sealed_secret, 'escape') from control.totp where tenant_id = $1", Guid.Parse(tenant.Id));
        stored.Single().ShouldNotContain(secret);
        (await server.Sql(tenant, "select octet_length(hash) from control.recovery_code where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldAllBe(length => length == "32");
    }

    [Fact]
    public async Task What_asks_for_a_fresh_sign_in_asks_for_the_second_factor_too()
    {
        var tenant = await server.NewTenant();
        var app = await CodeApp.SetUp(tenant.Admin);
        await Stale(tenant);
        (await tenant.Admin.Delete("/api/auth/totp")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password })).Expect(403).Code.ShouldBe("auth.second_factor_needed");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password, code = "000000" })).Expect(400).Code.ShouldBe("auth.code_wrong");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = "not the one it is", code = app.Code(1) })).Expect(400).Code.ShouldBe("password.wrong");
        (await tenant.Admin.Delete("/api/auth/totp")).Expect(403);
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password, code = app.Code(1) })).Expect(204);
        (await tenant.Admin.Delete("/api/auth/totp")).Expect(204);
        (await tenant.Admin.Delete("/api/auth/totp")).Expect(404).Code.ShouldBe("totp.not_found");
        (await Login(tenant)).Expect(200);
        ((int)(await tenant.Admin.Get("/api/auth/second-factors")).Json["recoveryCodesLeft"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Another_password_is_no_fresh_sign_in_of_who_has_a_second_factor()
    {
        var tenant = await server.NewTenant();
        await CodeApp.SetUp(tenant.Admin);
        await Stale(tenant);
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = TestTenant.Password, password = "blue horses swim far" })).Expect(204);
        (await tenant.Admin.Post("/api/auth/recovery-codes")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
    }

    [Fact]
    public async Task A_password_that_was_handed_over_is_changed_with_the_second_factor_only()
    {
        var tenant = await server.NewTenant();
        var (person, id) = await tenant.NewUserWithId("USER");
        var app = await CodeApp.SetUp(person);
        var email = (string)(await person.Get("/api/auth/me")).Json["user"]!["email"]!;
        (await tenant.Admin.Post($"/api/users/{id}/password", new { password = "blue horses swim far" })).Expect(204);
        var anonymous = await server.Anonymous();
        var owed = (await anonymous.Post("/api/auth/first-password", new { email, currentPassword = "blue horses swim far", password = "red horses fly far" })).Expect(202);
        (await anonymous.Post("/api/auth/login", new { email, password = "red horses fly far" })).Expect(401);
        (await Second(owed, new { recoveryCode = app.RecoveryCodes[0] })).Expect(200);
        (await anonymous.Post("/api/auth/login", new { email, password = "red horses fly far" })).Expect(202);
    }

    [Fact]
    public async Task An_administrator_takes_them_away_from_who_may_no_more_than_they()
    {
        var tenant = await server.NewTenant();
        var (person, id) = await tenant.NewUserWithId("USER");
        await CodeApp.SetUp(person);
        (await person.Delete($"/api/users/{tenant.AdminId}/second-factors")).Expect(403).Code.ShouldBe("auth.forbidden");
        (await tenant.Admin.Delete($"/api/users/{tenant.AdminId}/second-factors")).Expect(409).Code.ShouldBe("second_factor.own");
        (await tenant.Admin.Delete($"/api/users/{Guid.CreateVersion7()}/second-factors")).Expect(404).Code.ShouldBe("user.not_found");
        var email = (string)(await person.Get("/api/auth/me")).Json["user"]!["email"]!;
        (await tenant.Admin.Delete($"/api/users/{id}/second-factors")).Expect(204);
        (await person.Get("/api/auth/me")).Expect(401);
        (await (await server.Anonymous()).Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(200);
        await tenant.Audit("access.reset_second_factors");
    }

    [Theory]
    [InlineData("TENANT")]
    [InlineData("ORGANIZATION")]
    public async Task Nobody_takes_them_away_from_who_may_more_also_in_a_tenant_below(string level)
    {
        var provider = await server.NewTenant();
        var customer = await server.NewTenantBelow(provider);
        var helper = await provider.NewUser("ADMIN");
        var (person, id) = await provider.NewUserWithId("USER");
        await CodeApp.SetUp(person);

        // The person may more below than the helper, who has nothing there.
        await server.Sql(
            provider,
            """
            insert into control.assignment (tenant_id, id, principal_kind, principal_id, role, in_tenant_id, scope_level, scope_id, created_at)
            values ($1, $2, 'USER', $3, 'ADMIN', $4, $5, $4, now())
            """,
            Guid.Parse(provider.Id),
            Guid.CreateVersion7(),
            Guid.Parse(id),
            Guid.Parse(customer.Id),
            level);
        (await helper.Delete($"/api/users/{id}/second-factors")).Expect(403).Code.ShouldBe("second_factor.escalation");
        ((int)(await person.Get("/api/auth/second-factors")).Expect(200).Json["recoveryCodesLeft"]!).ShouldBe(10);
    }

    [Fact]
    public async Task The_operator_takes_them_away()
    {
        var tenant = await server.NewTenant();
        await CodeApp.SetUp(tenant.Admin);
        await using var scope = (await server.Services()).CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<IOperatorAccounts>();
        (await accounts.ResetSecondFactors("nobody@example.test", TestContext.Current.CancellationToken)).Problem!.Code.ShouldBe("user.not_found");
        (await accounts.ResetSecondFactors(tenant.Email, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        (await tenant.Admin.Get("/api/auth/me")).Expect(401);
        var admin = new ApiClient(tenant.Admin.Address, (await Login(tenant)).Expect(200).Text("accessToken"));
        await Eventually.Holds("the entry of the reset", async () => (await admin.Get("/api/audit?action=access.recover")).Expect(200).Json["items"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task A_sign_in_from_a_new_place_is_said_once()
    {
        var tenant = await server.NewTenant();
        (await Login(tenant)).Expect(200);
        (await From("127.0.31.7", tenant)).Expect(200);
        (await From("127.0.31.7", tenant)).Expect(200);
        (await From("127.0.31.8", tenant)).Expect(200);
        var said = await tenant.Audit("access.sign_in_from_new_place", 2);
        said.Select(e => (string)e!["origin"]!["ip"]!).Order().ShouldBe(["127.0.31.7", "127.0.31.8"]);
        (await server.Sql(tenant, "select data ->> 'address' from event where tenant_id = $1 and name = 'session.new_place' order by 1", Guid.Parse(tenant.Id))).ShouldBe(["127.0.31.7", "127.0.31.8"]);
    }

    [Fact]
    public async Task A_first_sign_in_is_of_no_new_place()
    {
        var tenant = await server.NewTenant();
        await tenant.NewUser("USER");
        (await server.Sql(tenant, "select 1 from event where tenant_id = $1 and name = 'session.new_place'", Guid.Parse(tenant.Id))).ShouldBeEmpty();
    }

    private static Task<ApiAnswer> From(string address, TestTenant tenant) =>
        new ApiClient(tenant.Admin.Address, null, global::System.Net.IPAddress.Parse(address)).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password });

    private static Task<ApiAnswer> Login(TestTenant tenant) =>
        new ApiClient(tenant.Admin.Address, null).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password });

    private static async Task<ApiAnswer> Password(TestTenant tenant) => (await Login(tenant)).Expect(202);

    private async Task<ApiAnswer> Second(ApiAnswer owed, object proof)
    {
        var body = JsonNode.Parse(global::System.Text.Json.JsonSerializer.Serialize(proof))!.AsObject();
        body["challenge"] = owed.Text("challenge");
        return await (await server.Anonymous()).Send(HttpMethod.Post, "/api/auth/login/second-factor", body.ToJsonString());
    }

    private async Task Stale(TestTenant tenant) =>
        await server.Sql(tenant, "update control.login_session set authenticated_at = now() - interval '1 hour' where tenant_id = $1", Guid.Parse(tenant.Id));
}
