using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

public sealed class IdentityProviderTests(SsoServer sso) : IClassFixture<SsoServer>
{
    private const string Providers = "/api/identity-providers";

    [Fact]
    public async Task A_secret_goes_in_and_never_comes_out()
    {
        await using var company = await Company.Found(sso);
        var got = (await company.Tenant.Admin.Get($"{Providers}/{company.ProviderId}")).Expect(200);
        got.Body.ShouldNotContain("s3cret");
        got.Json["isPublic"]!.GetValue<bool>().ShouldBeFalse();
        got.Text("backChannelLogoutUri").ShouldBe($"http://localhost:5000/api/auth/sso/{company.ProviderId}/back-channel-logout");
        (await company.Tenant.Admin.Get(Providers)).Expect(200).Body.ShouldNotContain("s3cret");
        (await company.Tenant.Audit("access.create_identity_provider"))[0]!.ToJsonString().ShouldNotContain("s3cret");
        (await sso.Server.Sql(company.Tenant, "select encode(sealed_secret, 'escape') from control.identity_provider where tenant_id = $1", Guid.Parse(company.Tenant.Id))).Single().ShouldNotContain("s3cret");
        (await company.SignIn(company.Claims("ben"))).Expect(200);
        string.Join('\n', sso.Server.Log).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_secret_stays_with_the_issuer_and_the_client_that_it_is_of()
    {
        await using var company = await Company.Found(sso);
        await using var other = await OpenIdProvider.Start();
        var ben = await company.SignedIn(company.Claims("ben"));
        company.Settings.Remove("clientSecret");
        (await company.Change(s => s["name"] = "Renamed")).Expect(200).Text("name").ShouldBe("Renamed");
        (await company.SignIn(company.Claims("ben"))).Expect(200);
        (await ben.Get("/api/auth/me")).Expect(200);
        (await company.Change(s => s["clientId"] = "another")).Expect(400).Code.ShouldBe("identity_provider.secret_needed");
        (await company.Change(s => { s["clientId"] = OpenIdProvider.ClientId; s["issuer"] = other.Issuer; })).Expect(400).Code.ShouldBe("identity_provider.secret_needed");
        (await company.Change(s => s["clientSecret"] = OpenIdProvider.Secret)).Expect(200);

        // Another issuer speaks of others: nobody is anybody's any more, and the sessions have ended.
        (await ben.Get("/api/auth/me")).Expect(401);
        (await sso.Server.Sql(company.Tenant, "select count(*) from control.external_identity where tenant_id = $1", Guid.Parse(company.Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Who_configures_one_may_do_everything_and_has_just_signed_in()
    {
        var (tenant, _, _) = await sso.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "doorkeeper", permissions = new[] { "sign_in:write" } })).Expect(201).Id;
        var keeper = await tenant.NewUser(role);
        var body = new { name = "House", issuer = "https://id.example", clientId = "c", clientSecret = "s" };
        (await keeper.Post(Providers, body)).Expect(403).Code.ShouldBe("identity_provider.escalation");
        (await (await tenant.NewUser("USER")).Post(Providers, body)).Expect(403).Code.ShouldBe("auth.forbidden");
        await sso.Server.Sql(tenant, "update control.login_session set authenticated_at = now() - interval '1 day' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await tenant.Admin.Post(Providers, body)).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password })).Expect(204);
        var made = (await tenant.Admin.Post(Providers, body)).Expect(201);
        (await keeper.Get($"{Providers}/{made.Id}")).Expect(200);
        await sso.Server.Sql(tenant, "update control.login_session set authenticated_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        (await keeper.Delete($"{Providers}/{made.Id}")).Expect(403).Code.ShouldBe("identity_provider.escalation");
        (await keeper.Put($"{Providers}/{made.Id}", body)).Expect(403).Code.ShouldBe("identity_provider.escalation");
    }

    [Fact]
    public async Task Versions_names_and_other_tenants_are_kept_apart()
    {
        await using var company = await Company.Found(sso);
        await using var other = await Company.Found(sso);
        var at = $"{Providers}/{company.ProviderId}";
        (await company.Tenant.Admin.Post(Providers, company.Settings.ToJsonString())).Expect(409).Code.ShouldBe("identity_provider.exists");
        (await company.Tenant.Admin.Put(at, company.Settings.ToJsonString(), ("If-Match", "\"7\""))).Expect(412);
        (await company.Tenant.Admin.Put(at, company.Settings.ToJsonString(), ("If-Match", "\"1\""))).Expect(200);
        (await other.Tenant.Admin.Get(at)).Expect(404).Code.ShouldBe("identity_provider.not_found");
        (await other.Tenant.Admin.Put(at, company.Settings.ToJsonString())).Expect(404);
        (await other.Tenant.Admin.Delete(at)).Expect(404);
        (await other.Tenant.Admin.Post($"{at}/test")).Expect(404);
        (await company.Tenant.Admin.Delete(at, ("If-Match", "\"1\""))).Expect(412);
        (await company.Tenant.Admin.Delete(at)).Expect(204);
        (await company.Tenant.Admin.Get(at)).Expect(404);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "name", "\"\"", "identity_provider.bad_name" }, { "issuer", "\"ftp://id.example\"", "identity_provider.bad_url" }, { "issuer", "\"https://id.example?x\"", "identity_provider.bad_issuer" },
        { "issuer", "\"https://169.254.169.254\"", "identity_provider.forbidden_address" }, { "issuer", "\"https://user@id.example\"", "identity_provider.bad_url" }, { "clientId", "\"\"", "identity_provider.bad_client_id" },
        { "clientSecret", "\"\"", "identity_provider.bad_secret" }, { "clientSecret", "null", "identity_provider.secret_needed" }, { "scopes", "[\"email\"]", "identity_provider.bad_scopes" },
        { "scopes", "[\"openid\", \"a b\"]", "identity_provider.bad_scopes" }, { "groupsClaim", "\"\"", "identity_provider.bad_groups_claim" }, { "defaultRole", "\"NONE\"", "role.unknown" },
        { "mappings", "[{\"group\": \"\", \"role\": \"USER\"}]", "identity_provider.bad_mappings" }, { "mappings", "[{\"group\": \"g\", \"role\": \"USER\"}, {\"group\": \"g\", \"role\": \"USER\"}]", "identity_provider.bad_mappings" },
        { "mappings", "[{\"group\": \"g\", \"role\": \"NONE\"}]", "role.unknown" },
        { "mappings", "[{\"group\": \"g\", \"role\": \"USER\", \"scope\": {\"level\": \"GROUP\", \"id\": \"01900000-0000-7000-8000-000000000000\"}}]", "identity_provider.unknown_scope" },
        { "preset", "\"GOOGLE\"", "identity_provider.google_issuer" }, { "preset", "\"ENTRA\"", "identity_provider.entra_issuer" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_will_not_do_is_said_and_nothing_is_made(string member, string value, string code)
    {
        var (tenant, _, _) = await sso.NewTenant();
        var body = new JsonObject { ["name"] = "House", ["issuer"] = "https://id.example", ["clientId"] = "c", ["clientSecret"] = "s", ["groupsClaim"] = "groups", [member] = JsonNode.Parse(value) };
        (await tenant.Admin.Post(Providers, body.ToJsonString())).Expect(400).Code.ShouldBe(code);
        (await tenant.Admin.Get(Providers)).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/common/v2.0", false)]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0", false)]
    [InlineData("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad", false)]
    [InlineData("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", true)]
    public async Task Entra_is_one_directory_and_not_everybody_s(string issuer, bool isTaken)
    {
        var (tenant, _, _) = await sso.NewTenant();
        var answer = await tenant.Admin.Post(Providers, new { name = "Entra", preset = "ENTRA", issuer, clientId = "c", clientSecret = "s" });
        if (!isTaken)
        {
            answer.Expect(400).Code.ShouldBe("identity_provider.entra_issuer");
            return;
        }

        answer.Expect(201).Text("groupsClaim").ShouldBe("groups");
        var okta = (await tenant.Admin.Post(Providers, new { name = "Okta", preset = "OKTA", issuer = "https://acme.okta.com", clientId = "c", clientSecret = "s" })).Expect(201);
        okta.Json["scopes"]!.AsArray().Select(s => (string)s!).ShouldContain("groups");
        var google = (await tenant.Admin.Post(Providers, new { name = "Google", preset = "GOOGLE", issuer = "https://accounts.google.com", clientId = "c", clientSecret = "s" })).Expect(201);
        google.Json["groupsClaim"].ShouldBeNull();
    }

    [Fact]
    public async Task A_role_that_a_provider_gives_stays_and_what_it_gives_no_more_goes()
    {
        await using var company = await Company.Found(sso);
        var role = (await company.Tenant.Admin.Post("/api/roles", new { name = "given", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        (await company.Change(s => s["mappings"] = new JsonArray(new JsonObject { ["group"] = "g", ["role"] = role }, new JsonObject { ["group"] = "h", ["role"] = "AUDITOR" }))).Expect(200);
        (await company.Tenant.Admin.Delete($"/api/roles/{role}")).Expect(409).Body.ShouldContain("identity provider");
        var ben = await company.SignedIn(company.Claims("ben", "g", "h"));
        (await ben.Get("/api/auth/me")).Expect(200).Json["permissions"]!.AsArray().Count.ShouldBeGreaterThan(1);

        // Who may write roles and has little makes nobody more than they are by it.
        var writer = (await company.Tenant.Admin.Post("/api/roles", new { name = "writer", permissions = new[] { "roles:write", "fleet:read" } })).Expect(201).Id;
        (await (await company.Tenant.NewUser(writer)).Put($"/api/roles/{role}", new { name = "given", permissions = new[] { "users:write" } })).Expect(403);

        (await company.Change(s => s["mappings"] = new JsonArray(new JsonObject { ["group"] = "h", ["role"] = "AUDITOR" }))).Expect(200);
        (await sso.Server.Sql(company.Tenant, "select role from control.assignment where tenant_id = $1 and provided_by is not null", Guid.Parse(company.Tenant.Id))).ShouldBe(["AUDITOR"]);
        (await company.Tenant.Admin.Delete($"/api/roles/{role}")).Expect(204);
        (await company.Tenant.Admin.Delete($"{Providers}/{company.ProviderId}")).Expect(204);
        (await ben.Get("/api/auth/me")).Expect(401);
        (await sso.Server.Sql(company.Tenant, "select count(*) from control.assignment where tenant_id = $1 and provided_by is not null", Guid.Parse(company.Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task There_are_at_most_ten()
    {
        var (tenant, _, _) = await sso.NewTenant();
        for (var i = 0; i < 10; i++)
        {
            (await tenant.Admin.Post(Providers, new { name = $"P{i}", issuer = "https://id.example", clientId = "c", isPublic = true })).Expect(201);
        }

        (await tenant.Admin.Post(Providers, new { name = "P10", issuer = "https://id.example", clientId = "c", isPublic = true })).Expect(409).Code.ShouldBe("identity_provider.too_many");
    }
}
