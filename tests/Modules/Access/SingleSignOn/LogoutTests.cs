using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>Sessions end here when the provider says that they have ended with it.</summary>
public sealed class LogoutTests(SsoServer sso) : IClassFixture<SsoServer>
{
    [Fact]
    public async Task A_logout_token_ends_the_session_that_it_names_at_once_and_is_taken_once()
    {
        await using var company = await Company.Found(sso);
        var (first, second) = (company.Claims("ben"), company.Claims("ben"));
        second["sid"] = "another session";
        var (one, two, eva) = (await company.SignedIn(first), await company.SignedIn(second), await company.SignedIn(company.Claims("eva")));
        var token = company.Provider.Sign(company.Provider.LogoutClaims(null, "session-of-ben"), "logout+jwt");
        (await Send(company, token)).Expect(204).Headers["Cache-Control"].ShouldContain("no-store");
        (await one.Get("/api/auth/me")).Expect(401);
        (await two.Get("/api/auth/me")).Expect(200);
        (await Send(company, token)).Expect(400).Code.ShouldBe("sso.logout_token_invalid");

        // By the subject: all of theirs.
        (await Send(company, company.Provider.Sign(company.Provider.LogoutClaims("sub-of-ben", null), "logout+jwt"))).Expect(204);
        (await two.Get("/api/auth/me")).Expect(401);
        (await eva.Get("/api/auth/me")).Expect(200);
        (await company.Tenant.Audit("access.back_channel_logout", 3)).Count(e => (string?)e!["outcome"] == "SUCCESS" && e["after"]!["sessions"]!.AsArray().Count == 1).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_no_logout_token_of_this_provider_ends_nothing()
    {
        await using var company = await Company.Found(sso);
        await using var other = await Company.Found(sso);
        var ben = await company.SignedIn(company.Claims("ben"));
        var idToken = company.Claims("ben");
        foreach (var (name, value) in company.Provider.LogoutClaims(null, null))
        {
            if (name != "events")
            {
                idToken[name] = value!.DeepClone();
            }
        }

        var withNonce = company.Provider.LogoutClaims("sub-of-ben", null);
        withNonce["nonce"] = "n";
        foreach (var token in new[]
        {
            "", "nonsense", company.Provider.Sign(idToken), company.Provider.Sign(withNonce, "logout+jwt"), other.Provider.Sign(company.Provider.LogoutClaims("sub-of-ben", null), "logout+jwt"),
            company.Provider.Sign(company.Provider.LogoutClaims(null, null), "logout+jwt"),
        })
        {
            (await Send(company, token)).Expect(400).Code.ShouldBe("sso.logout_token_invalid");
        }

        // Sent to another tenant's provider, to none, and as something else than a form.
        (await Send(other, company.Provider.Sign(company.Provider.LogoutClaims("sub-of-ben", null), "logout+jwt"))).Expect(400).Code.ShouldBe("sso.logout_token_invalid");
        var anonymous = await sso.Server.Anonymous();
        (await anonymous.Send(HttpMethod.Post, $"/api/auth/sso/{Guid.CreateVersion7()}/back-channel-logout", Form("x"))).Expect(400).Code.ShouldBe("sso.logout_token_invalid");
        (await anonymous.Post($"/api/auth/sso/{company.ProviderId}/back-channel-logout", new { logout_token = "x" })).Expect(400).Code.ShouldBe("sso.logout_token_invalid");
        (await ben.Get("/api/auth/me")).Expect(200);
    }

    [Fact]
    public async Task A_browser_that_opens_the_address_ends_the_session_that_it_names()
    {
        await using var company = await Company.Found(sso);
        var ben = await company.SignedIn(company.Claims("ben"));
        var anonymous = await sso.Server.Anonymous();
        var address = $"/api/auth/sso/{company.ProviderId}/front-channel-logout";
        var iss = Uri.EscapeDataString(company.Provider.Issuer);
        foreach (var incomplete in new[] { "", $"?iss={iss}", "?sid=session-of-ben", $"?iss={iss}&sid=" })
        {
            (await anonymous.Get(address + incomplete)).Expect(400).Code.ShouldBe("sso.logout_token_invalid");
        }

        foreach (var wrong in new[] { $"?iss={iss}&sid=other", "?iss=https%3A%2F%2Fother.example&sid=session-of-ben" })
        {
            (await anonymous.Get(address + wrong)).Expect(204);
            (await ben.Get("/api/auth/me")).Expect(200);
        }

        (await anonymous.Get($"/api/auth/sso/{Guid.CreateVersion7()}/front-channel-logout?iss={iss}&sid=session-of-ben")).Expect(204);
        (await ben.Get("/api/auth/me")).Expect(200);
        (await anonymous.Get($"{address}?iss={iss}&sid=session-of-ben")).Expect(204);
        (await ben.Get("/api/auth/me")).Expect(401);
        (await company.Tenant.Audit("access.front_channel_logout")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whose_session_no_provider_opened_signs_out_to_nowhere()
    {
        var tenant = await sso.Server.NewTenant();
        (await tenant.Admin.Post("/api/auth/logout")).Expect(200).Json["endSessionUrl"].ShouldBeNull();
    }

    private async Task<ApiAnswer> Send(Company company, string token) =>
        await (await sso.Server.Anonymous()).Send(HttpMethod.Post, $"/api/auth/sso/{company.ProviderId}/back-channel-logout", Form(token));

    private static FormUrlEncodedContent Form(string token) => new([new KeyValuePair<string, string>("logout_token", token)]);
}
