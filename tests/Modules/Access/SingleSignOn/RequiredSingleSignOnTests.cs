using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Modules.Access.Factors;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>Tenants that let their people in by their identity provider alone, and who opens the door when that is away.</summary>
public sealed class RequiredSingleSignOnTests(SsoServer sso) : IClassFixture<SsoServer>
{
    private const string Rules = "/api/sign-in-rules";

    [Fact]
    public async Task It_is_asked_for_where_there_is_a_provider_and_somebody_who_lets_the_others_in()
    {
        var (tenant, _, _) = await sso.NewTenant();
        (await Require(tenant, tenant.AdminId)).Expect(409).Code.ShouldBe("sign_in_rules.no_provider");
        await using var company = await Company.Found(sso);
        var admin = company.Tenant.Admin;
        (await Require(company.Tenant)).Expect(409).Code.ShouldBe("sign_in_rules.no_break_glass");
        (await Require(company.Tenant, company.Tenant.AdminId)).Expect(409).Code.ShouldBe("sign_in_rules.no_break_glass");
        await CodeApp.SetUp(admin);
        var (_, user) = await company.Tenant.NewUserWithId("USER");
        (await Require(company.Tenant, user)).Expect(409).Code.ShouldBe("sign_in_rules.no_break_glass");
        (await Require(company.Tenant, company.Tenant.AdminId, tenant.AdminId)).Expect(400).Code.ShouldBe("sign_in_rules.unknown_exception");
        (await Require(company.Tenant, company.Tenant.AdminId, company.Tenant.AdminId)).Expect(400).Code.ShouldBe("sign_in_rules.unknown_exception");
        var set = (await Require(company.Tenant, company.Tenant.AdminId)).Expect(200);
        set.Json["singleSignOn"]!["required"]!.GetValue<bool>().ShouldBeTrue();

        // Who says nothing of it leaves it as it is.
        (await admin.Put(Rules, new { requireSecondFactor = false })).Expect(200).Json["singleSignOn"]!["required"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var refused in new[] { await admin.Delete($"/api/identity-providers/{company.ProviderId}"), await company.Change(s => s["status"] = "DISABLED") })
        {
            refused.Expect(409).Code.ShouldBe("identity_provider.still_required");
        }
    }

    [Fact]
    public async Task Passwords_of_all_others_are_worth_nothing_then_and_only_who_has_one_is_told()
    {
        await using var company = await Company.Found(sso);
        var app = await CodeApp.SetUp(company.Tenant.Admin);
        var email = $"eva@{company.Domain}";
        var id = (await company.Tenant.Admin.Post("/api/users", new { username = "eva", email, password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201).Id;
        var anonymous = await sso.Server.Anonymous();
        var login = (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(200);
        var byProvider = await company.SignedIn(company.Claims("eva"));
        var reset = (await company.Tenant.Admin.Post($"/api/users/{id}/password-reset")).Expect(200).Text("token");
        (await Require(company.Tenant, company.Tenant.AdminId)).Expect(200);

        // What a password opened has ended in the change; what the provider opened goes on.
        (await new ApiClient(anonymous.Address, login.Text("accessToken")).Get("/api/auth/me")).Status.ShouldBeOneOf(401, 403);
        (await anonymous.Post("/api/auth/refresh", new { refreshToken = login.Text("refreshToken") })).Expect(401);
        (await byProvider.Get("/api/auth/me")).Expect(200);
        (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(403).Code.ShouldBe("access.sso_required");
        (await anonymous.Post("/api/auth/login", new { email, password = "another horse runs far" })).Expect(401).Code.ShouldBe("auth.invalid_credentials");
        (await anonymous.Post("/api/auth/reset", new { token = reset, password = "red horses run far" })).Expect(403).Code.ShouldBe("access.sso_required");
        (await company.SignIn(company.Claims("eva"))).Expect(200);

        // The administrator who is excepted comes in, and it is said.
        await CodeApp.Forget(sso.Server, company.Tenant);
        var owed = (await anonymous.Post("/api/auth/login", new { email = company.Tenant.Email, password = TestTenant.Password })).Expect(202);
        (await anonymous.Post("/api/auth/login/second-factor", new { challenge = owed.Text("challenge"), code = app.Code() })).Expect(200);
        ((string?)(await company.Tenant.Audit("access.break_glass"))[0]!["severity"]).ShouldBe("WARNING");
        (await sso.Server.Sql(company.Tenant, "select count(*) from shared.event where tenant_id = $1 and name = 'session.break_glass'", Guid.Parse(company.Tenant.Id))).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_passkey_of_before_opens_nothing_then_either()
    {
        await using var company = await Company.Found(sso);
        await CodeApp.SetUp(company.Tenant.Admin);
        var person = await company.Tenant.NewUser("USER");
        using var key = new Authenticator { IsSynced = true };
        var begun = (await person.Post("/api/auth/passkeys/options")).Expect(200).Json;
        var proof = new JsonObject { ["challenge"] = (string)begun["challenge"]!, ["credential"] = key.Create(begun["options"]!) };
        (await person.Send(HttpMethod.Post, "/api/auth/passkeys", new JsonObject { ["name"] = "Laptop", ["passkey"] = proof }.ToJsonString())).Expect(201);
        (await ByPasskey(key)).Expect(200);
        (await Require(company.Tenant, company.Tenant.AdminId)).Expect(200);
        (await ByPasskey(key)).Expect(403).Code.ShouldBe("access.sso_required");
        (await person.Get("/api/auth/me")).Status.ShouldBeOneOf(401, 403);

        // It is the person's again when it is not asked for any more.
        (await company.Tenant.Admin.Put(Rules, new { requireSecondFactor = false, singleSignOn = new { required = false, exceptFor = Array.Empty<string>() } })).Expect(200);
        (await ByPasskey(key)).Expect(200);
    }

    [Fact]
    public async Task A_session_of_before_is_refused_even_where_it_has_not_ended()
    {
        await using var company = await Company.Found(sso);
        await CodeApp.SetUp(company.Tenant.Admin);
        var (person, id) = await company.Tenant.NewUserWithId("USER");
        (await Require(company.Tenant, company.Tenant.AdminId)).Expect(200);
        await sso.Server.Sql(company.Tenant, "update control.login_session set ended_at = null where tenant_id = $1 and user_id = $2", Guid.Parse(company.Tenant.Id), Guid.Parse(id));
        await Eventually.Holds("the session to be refused", async () => (await person.Get("/api/auth/me")).Code == "access.sso_required");
    }

    [Fact]
    public async Task A_domain_asks_for_it_of_its_own_people()
    {
        await using var company = await Company.Found(sso);
        await CodeApp.SetUp(company.Tenant.Admin);
        var access = $"/api/domains/{company.DomainId}/access";
        var anonymous = await sso.Server.Anonymous();
        foreach (var email in new[] { $"eva@{company.Domain}", $"eva-{company.Domain}@elsewhere.example" })
        {
            (await company.Tenant.Admin.Post("/api/users", new { username = email[..3] + email.Length, email, password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201);
        }

        (await company.Tenant.Admin.Put(access, new { joinRole = (string?)null, requiresSso = true })).Expect(409).Code.ShouldBe("sign_in_rules.no_break_glass");
        (await company.Tenant.Admin.Put(Rules, new { requireSecondFactor = false, singleSignOn = new { required = false, exceptFor = new[] { company.Tenant.AdminId } } })).Expect(200);
        var inside = (await anonymous.Post("/api/auth/login", new { email = $"eva@{company.Domain}", password = TestTenant.Password })).Expect(200);
        (await company.Tenant.Admin.Put(access, new { joinRole = (string?)null, requiresSso = true })).Expect(200).Json["requiresSso"]!.GetValue<bool>().ShouldBeTrue();
        (await anonymous.Post("/api/auth/refresh", new { refreshToken = inside.Text("refreshToken") })).Expect(401);
        (await anonymous.Post("/api/auth/login", new { email = $"eva@{company.Domain}", password = TestTenant.Password })).Expect(403).Code.ShouldBe("access.sso_required");
        (await anonymous.Post("/api/auth/login", new { email = $"eva-{company.Domain}@elsewhere.example", password = TestTenant.Password })).Expect(200);
        (await company.Tenant.Admin.Put(Rules, new { requireSecondFactor = false, singleSignOn = new { required = false, exceptFor = Array.Empty<string>() } })).Expect(409).Code.ShouldBe("sign_in_rules.no_break_glass");

        // Who writes members may say who joins, and not who signs in how.
        var role = (await company.Tenant.Admin.Post("/api/roles", new { name = "host", permissions = new[] { "members:write", "domains:read" } })).Expect(201).Id;
        (await (await company.Tenant.NewUser(role)).Put(access, new { joinRole = (string?)null, requiresSso = false })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await company.Tenant.Admin.Put(access, new { joinRole = (string?)null, requiresSso = false })).Expect(200);
        (await anonymous.Post("/api/auth/login", new { email = $"eva@{company.Domain}", password = TestTenant.Password })).Expect(200);
    }

    [Fact]
    public async Task Whom_the_operator_recovers_comes_in_by_a_password_again()
    {
        await using var company = await Company.Found(sso);
        await CodeApp.SetUp(company.Tenant.Admin);
        (await Require(company.Tenant, company.Tenant.AdminId)).Expect(200);
        var eva = await company.SignedIn(company.Claims("eva"));
        var email = $"eva@{company.Domain}";
        var services = await sso.Server.Services();
        var token = (await services.GetRequiredService<IOperatorAccounts>().Recover(email, TestContext.Current.CancellationToken)).Value.Token;
        var anonymous = await sso.Server.Anonymous();
        await Eventually.Holds("the exception to be known", async () => (await anonymous.Post("/api/auth/reset", new { token, password = "red horses run far" })).Status == 204);
        (await anonymous.Post("/api/auth/login", new { email, password = "red horses run far" })).Expect(200);
        (await eva.Get("/api/auth/me")).Expect(401);
        (await company.Tenant.Admin.Get(Rules)).Expect(200).Json["singleSignOn"]!["exceptFor"]!.AsArray().Count.ShouldBe(2);
    }

    private async Task<ApiAnswer> ByPasskey(Authenticator key)
    {
        var anonymous = await sso.Server.Anonymous();
        var asked = (await anonymous.Post("/api/auth/passkeys/challenge")).Expect(200).Json;
        var proof = new JsonObject { ["challenge"] = (string)asked["challenge"]!, ["credential"] = key.Get(asked["options"]!) };
        return await anonymous.Send(HttpMethod.Post, "/api/auth/login/passkey", new JsonObject { ["passkey"] = proof }.ToJsonString());
    }

    private static async Task<ApiAnswer> Require(TestTenant tenant, params string[] exceptFor) =>
        await tenant.Admin.Put(Rules, new { requireSecondFactor = false, singleSignOn = new { required = true, exceptFor } });
}
