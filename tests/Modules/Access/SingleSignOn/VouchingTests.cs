using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>What the products' words about an address are good for, through the door.</summary>
public sealed class VouchingTests(SsoServer sso) : IClassFixture<SsoServer>
{
    [Fact]
    public async Task Google_lets_in_who_is_of_the_companys_own_domain_and_nobody_else()
    {
        await using var company = await As("GOOGLE");
        foreach (var hosted in new JsonNode?[] { null, "gmail.com", "evil.example", true, new JsonArray(company.Domain) })
        {
            var claims = company.Claims("eva");
            claims["hd"] = hosted?.DeepClone();
            (await company.SignIn(claims)).Expect(403).Code.ShouldBe("sso.refused");
        }

        var unverified = company.Claims("eva");
        (unverified["hd"], unverified["email_verified"]) = (company.Domain, false);
        (await company.SignIn(unverified)).Expect(403).Code.ShouldBe("sso.refused");
        (await company.Why()).ShouldContain("hd");
        (await company.Tenant.Admin.Get("/api/users")).Expect(200).Body.ShouldNotContain($"eva@{company.Domain}");

        var own = company.Claims("eva");
        own["hd"] = company.Domain.ToUpperInvariant();
        (await company.SignIn(own)).Expect(200);
    }

    [Fact]
    public async Task Entra_links_nobody_by_an_address_of_which_it_does_not_say_that_it_is_verified()
    {
        await using var company = await As("ENTRA");
        var email = $"eva@{company.Domain}";
        var id = (await company.Tenant.Admin.Post("/api/users", new { username = "eva", email, password = TestTenant.Password, role = "ADMIN", mustChangePassword = false })).Expect(201).Id;
        foreach (var said in new Action<JsonObject>[] { _ => { }, c => c["email_verified"] = false, c => c["xms_edov"] = false, c => c["xms_edov"] = "1", c => (c["email"], c["preferred_username"]) = (null, email) })
        {
            var claims = company.Claims("eva");
            claims.Remove("email_verified");
            said(claims);
            (await company.SignIn(claims)).Expect(403).Code.ShouldBe("sso.refused");
        }

        (await company.Why()).ShouldContain("xms_edov");
        (await sso.Server.Sql(company.Tenant, "select count(*) from control.external_identity where user_id = $1", Guid.Parse(id))).ShouldBe(["0"]);

        // Of an address that nobody has yet, the directory makes the account.
        var fresh = company.Claims("ben");
        fresh.Remove("email_verified");
        (await company.SignIn(fresh)).Expect(200);
        var sure = company.Claims("eva");
        sure.Remove("email_verified");
        sure["xms_edov"] = true;
        (await company.SignIn(sure)).Expect(200).Json["user"]!["id"]!.GetValue<string>().ShouldBe(id);
        // Once linked, its subject is who it is.
        var linked = company.Claims("eva");
        linked.Remove("email_verified");
        (await company.SignIn(linked)).Expect(200);
    }

    // The products' own issuers are not on loopback.
    private async Task<Company> As(string preset)
    {
        var company = await Company.Found(sso);
        await sso.Server.Sql(company.Tenant, "update control.identity_provider set preset = $1 where id = $2", preset, Guid.Parse(company.ProviderId));
        return company;
    }
}
