using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Modules.Access.Factors;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

public sealed class SignInTests(SsoServer sso) : IClassFixture<SsoServer>
{
    [Fact]
    public async Task Who_has_no_account_gets_one_with_what_the_provider_says()
    {
        await using var company = await Company.Found(sso, s => s["defaultRole"] = "USER");
        var organization = await company.Tenant.NewOrganization();
        (await company.Change(s => s["mappings"] = new JsonArray(
            new JsonObject { ["group"] = "analysts", ["role"] = "SECURITY_ANALYST" },
            new JsonObject { ["group"] = "north", ["role"] = "MANAGER", ["scope"] = new JsonObject { ["level"] = "ORGANIZATION", ["id"] = organization } }))).Expect(200);

        var answer = (await company.SignIn(company.Claims("ben", "analysts", "north", "others"))).Expect(200);
        CodeApp.Methods(answer.Text("accessToken")).ShouldBe(["sso"]);
        var ben = new ApiClient(company.Tenant.Admin.Address, answer.Text("accessToken"));
        var me = (await ben.Get("/api/auth/me")).Expect(200);
        ((string)me.Json["user"]!["email"]!).ShouldBe($"ben@{company.Domain}");
        ((string)me.Json["user"]!["username"]!).ShouldBe("The ben");
        var id = (string)me.Json["user"]!["id"]!;
        (await Roles(company, id)).ShouldBe(["MANAGER", "SECURITY_ANALYST", "USER"], ignoreOrder: true);

        // What people give stays; what the provider does not say any more goes, at once.
        var given = (await company.Tenant.Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = id, role = "AUDITOR", scope = new { level = "TENANT", id = company.Tenant.Id } })).Expect(201);
        given.Json["providedBy"].ShouldBeNull();
        (await company.SignIn(company.Claims("ben", "north"))).Expect(200);
        (await Roles(company, id)).ShouldBe(["MANAGER", "USER", "AUDITOR"], ignoreOrder: true);
        await Eventually.Holds("the old session to have lost it", async () => !(await ben.Get("/api/auth/me")).Expect(200).Json["permissions"]!.AsArray().Any(p => (string?)p == "findings:write"));
        (await company.Tenant.Admin.Get($"/api/role-assignments?principalId={id}")).Expect(200).Json["items"]!.AsArray().Count(a => (string?)a!["providedBy"] == company.ProviderId).ShouldBe(2);

        foreach (var action in new[] { "access.create_provided_user", "access.link_user", "access.give_provided_role", "access.take_provided_role" })
        {
            (await company.Tenant.Audit(action))[0]!["actor"]!["name"]!.ToString().ShouldBe("identity provider House");
        }

        (await company.Tenant.Audit("access.finish_single_sign_on")).ShouldContain(e => (string?)e!["resource"]!["type"] == "user" && e["after"]!["providerId"]!.ToString() == company.ProviderId);

        // They have no password.
        (await (await sso.Server.Anonymous()).Post("/api/auth/login", new { email = $"ben@{company.Domain}", password = TestTenant.Password })).Expect(401).Code.ShouldBe("auth.invalid_credentials");
    }

    [Fact]
    public async Task An_account_of_the_tenant_is_linked_by_its_address_once_and_is_the_subject_s_from_then_on()
    {
        await using var company = await Company.Found(sso, s => s["createsUsers"] = false);
        var email = $"eva@{company.Domain}";
        var id = (await company.Tenant.Admin.Post("/api/users", new { username = "eva", email, password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201).Id;
        (await Id(await company.SignedIn(company.Claims("eva")))).ShouldBe(id);

        // Another address, no word that it is verified: the subject is who it is.
        var claims = company.Claims("eva");
        claims["email"] = "eva@elsewhere.example";
        claims["email_verified"] = false;
        (await Id(await company.SignedIn(claims))).ShouldBe(id);

        var other = company.Claims("eva");
        other["sub"] = "another";
        (await company.SignIn(other)).Expect(403).Code.ShouldBe("sso.refused");
        (await company.Why()).ShouldContain("another subject's");
        (await company.Tenant.Audit("access.link_user")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_else_is_let_in_and_all_are_told_the_same()
    {
        await using var company = await Company.Found(sso);
        var (other, otherDomain, _) = await sso.NewTenant();
        await RefusedAs(company, c => c["email_verified"] = false, "email_verified");
        await RefusedAs(company, c => c.Remove("email_verified"), "email_verified");
        await RefusedAs(company, c => c["email_verified"] = "true", "email_verified");
        await RefusedAs(company, c => c["email"] = $"ben@{otherDomain}", "no domain that the tenant has verified");
        await RefusedAs(company, c => c["email"] = "ben@nobody.example", "no domain that the tenant has verified");
        await RefusedAs(company, c => c["email"] = $"ben@sub.{company.Domain}", "no domain that the tenant has verified");
        await RefusedAs(company, c => c["email"] = "no address", "no address");
        await RefusedAs(company, c => c.Remove("email"), "no address");

        // An account of another tenant's with an address at this one's domain: nobody is told that it is there.
        var taken = $"ann@{company.Domain}";
        (await other.Admin.Post("/api/users", new { username = "ann2", email = taken, password = TestTenant.Password, role = "ADMIN", mustChangePassword = false })).Expect(201);
        await RefusedAs(company, c => c["email"] = taken, "there is no account of this address, and none can be made");
        (await company.Change(s => s["createsUsers"] = false)).Expect(200);
        await RefusedAs(company, _ => { }, "there is no account of this address, and none can be made");

        var off = (await company.Tenant.Admin.Post("/api/users", new { username = "off", email = $"off@{company.Domain}", password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201);
        (await company.Tenant.Admin.Put($"/api/users/{off.Id}", new { username = "off", role = "USER", status = "DISABLED" })).Expect(200);
        await RefusedAs(company, c => c["email"] = $"off@{company.Domain}", "disabled");
        (await company.Tenant.Admin.Get("/api/users?limit=200")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(2);
        (await sso.Server.Sql(company.Tenant, "select count(*) from control.external_identity where tenant_id = $1", Guid.Parse(company.Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_second_factor_is_owed_where_the_provider_has_not_proved_one()
    {
        await using var company = await Company.Found(sso);
        var person = await company.SignedIn(company.Claims("ben"));
        var app = await CodeApp.SetUp(person);
        var owed = (await company.SignIn(company.Claims("ben"))).Expect(202);
        await CodeApp.Forget(sso.Server, company.Tenant);
        var session = (await (await sso.Server.Anonymous()).Post("/api/auth/login/second-factor", new { challenge = owed.Text("challenge"), code = app.Code() })).Expect(200);
        CodeApp.Methods(session.Text("accessToken")).ShouldBe(["sso", "otp", "mfa"]);

        // The session knows which provider it came from: signing out leads there, with its token.
        var out1 = (await new ApiClient(company.Tenant.Admin.Address, session.Text("accessToken")).Post("/api/auth/logout")).Expect(200).Text("endSessionUrl");
        out1.ShouldStartWith($"{company.Provider.Issuer}/logout?client_id=");
        out1.ShouldContain("id_token_hint=ey");

        var strong = company.Claims("ben");
        strong["amr"] = new JsonArray("pwd", "mfa");
        CodeApp.Methods((await company.SignIn(strong)).Expect(200).Text("accessToken")).ShouldBe(["sso", "mfa"]);
        (await company.Change(s => s["trustsSecondFactor"] = true)).Expect(200);
        CodeApp.Methods((await company.SignIn(company.Claims("ben"))).Expect(200).Text("accessToken")).ShouldBe(["sso", "mfa"]);
    }

    [Fact]
    public async Task A_sign_in_is_found_by_a_domain_or_a_short_name_and_never_by_an_account()
    {
        await using var company = await Company.Found(sso);
        var browser = await company.Browser();
        var known = (await browser.Begin(new { email = $"whoever@{company.Domain.ToUpperInvariant()}" })).Expect(200);
        known.Text("authorizationUrl").ShouldContain("login_hint=whoever");
        known.Text("authorizationUrl").ShouldContain($"redirect_uri={Uri.EscapeDataString("http://localhost:5000/sso/callback")}");
        browser.Cookie.ShouldNotBeEmpty();
        (await browser.Begin(new { tenant = company.Slug, again = true })).Expect(200).Text("authorizationUrl").ShouldContain("prompt=login&max_age=0");

        // The administrator has an account, and no company's address.
        foreach (var unknown in new object[] { new { email = company.Tenant.Email }, new { email = "nobody@nowhere.example" }, new { tenant = "no-such-company" }, new { }, new { email = "a@b.example", tenant = "x" } })
        {
            (await browser.Begin(unknown)).Code.ShouldBe("sso.unknown");
        }

        var second = (await company.Tenant.Admin.Post("/api/identity-providers", new { name = "Second", issuer = company.Provider.Issuer, clientId = "c", isPublic = true })).Expect(201);
        var choice = (await browser.Begin(new { tenant = company.Slug })).Expect(200);
        choice.Json["authorizationUrl"].ShouldBeNull();
        choice.Json["choices"]!.AsArray().Select(c => (string)c!["name"]!).ShouldBe(["House", "Second"]);
        (await browser.Begin(new { tenant = company.Slug, provider = second.Id })).Expect(200).Json["authorizationUrl"].ShouldNotBeNull();

        await using var other = await Company.Found(sso);
        (await browser.Begin(new { tenant = other.Slug, provider = second.Id })).Expect(404).Code.ShouldBe("sso.unknown");
        (await company.Tenant.Admin.Put($"/api/identity-providers/{second.Id}", new { name = "Second", issuer = company.Provider.Issuer, clientId = "c", isPublic = true, status = "DISABLED" })).Expect(200);
        (await browser.Begin(new { tenant = company.Slug, provider = second.Id })).Expect(404);
        (await browser.Begin(new { tenant = company.Slug })).Expect(200).Json["authorizationUrl"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_token_does_not_say_is_asked_for_beside_it()
    {
        await using var company = await Company.Found(sso, s => s["mappings"] = new JsonArray(new JsonObject { ["group"] = "g", ["role"] = "AUDITOR" }));
        var whole = company.Claims("ben", "g");
        var little = new JsonObject { ["sub"] = whole["sub"]!.DeepClone() };
        company.Provider.UserInfo = whole;
        var ben = await company.SignedIn(little);
        (await Roles(company, await Id(ben))).ShouldBe(["AUDITOR"]);

        // Of somebody else it is nothing.
        company.Provider.UserInfo = company.Claims("eve", "g");
        (await company.SignIn(new JsonObject { ["sub"] = "new" })).Expect(403).Code.ShouldBe("sso.refused");
    }

    [Fact]
    public async Task Too_many_groups_are_said_to_be_too_many()
    {
        await using var company = await Company.Found(sso, s => s["mappings"] = new JsonArray(new JsonObject { ["group"] = "g", ["role"] = "AUDITOR" }));
        var claims = company.Claims("ben");
        claims.Remove("groups");
        claims["_claim_names"] = new JsonObject { ["groups"] = "src1" };
        (await company.SignIn(claims)).Expect(403).Code.ShouldBe("sso.too_many_groups");
    }

    [Fact]
    public async Task The_last_administrator_stays_one_whatever_the_provider_says()
    {
        await using var company = await Company.Found(sso, s => s["mappings"] = new JsonArray(new JsonObject { ["group"] = "bosses", ["role"] = "ADMIN" }));
        var ben = await company.SignedIn(company.Claims("ben", "bosses"));
        (await ben.Delete($"/api/users/{company.Tenant.AdminId}")).Expect(204);
        (await company.SignIn(company.Claims("ben"))).Expect(200);
        (await ben.Get($"/api/role-assignments?principalId={await Id(ben)}")).Expect(200).Json["items"]!.AsArray().ShouldContain(a => (string?)a!["role"] == "ADMIN");
    }

    private static async Task RefusedAs(Company company, Action<JsonObject> change, string why)
    {
        var claims = company.Claims($"p{Guid.CreateVersion7():N}");
        change(claims);
        var refused = (await company.SignIn(claims)).Expect(403);
        refused.Code.ShouldBe("sso.refused");
        refused.Body.ShouldNotContain(company.Domain);
        (await company.Why()).ShouldContain(why);
    }

    private static async Task<string> Id(ApiClient person) => (string)(await person.Get("/api/auth/me")).Expect(200).Json["user"]!["id"]!;

    private static async Task<string[]> Roles(Company company, string user) =>
        [.. (await company.Tenant.Admin.Get($"/api/role-assignments?principalId={user}")).Expect(200).Json["items"]!.AsArray().Select(a => (string)a!["role"]!)];
}
