using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>Providers that misbehave, and people who play with what goes back and forth.</summary>
public sealed class HostileProviderTests(SsoServer sso) : IClassFixture<SsoServer>
{
    private const string Discovery = "/.well-known/openid-configuration";

    public static TheoryData<string, string, string> Answers => new()
    {
        { Discovery, "huge", "too large" }, { Discovery, "redirect", "not followed" }, { Discovery, "broken", "connection broke" }, { Discovery, "error", "status 500" }, { Discovery, "text", "no such document" },
        { Discovery, "slow", "time ran out" }, { Discovery, "issuer", "another issuer" }, { Discovery, "javascript", "may be sent to" }, { "/keys", "huge", "too large" }, { "/keys", "text", "no set of keys" },
        { "/keys", "empty", "None of its keys" }, { "/keys", "redirect", "not followed" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_a_provider_says_of_itself_is_bounded_and_judged_and_a_test_says_what_is_wrong(string path, string how, string why)
    {
        await using var company = await Company.Found(sso);
        company.Provider.Instead = asked => asked != path ? null : how switch
        {
            "huge" => new Reply(200) { Body = new string(' ', 300_000) + "{}" },
            "redirect" => new Reply(302) { Headers = new Dictionary<string, string> { ["Location"] = "/elsewhere" } },
            "broken" => new Reply(200) { Breaks = true },
            "error" => new Reply(500),
            "text" => new Reply(200) { Body = "hello" },
            "slow" => new Reply(200) { Stalls = true },
            "empty" => new Reply(200) { Body = """{"keys":[]}""" },
            _ => null,
        };
        company.Provider.Metadata = how switch
        {
            "issuer" => m => m["issuer"] = "https://id.example",
            "javascript" => m => m["authorization_endpoint"] = "javascript:alert(1)",
            _ => company.Provider.Metadata,
        };
        (await (await company.Browser()).Begin(new { tenant = company.Slug })).Expect(503).Code.ShouldBe("sso.provider_away");
        var test = (await company.Tenant.Admin.Post($"/api/identity-providers/{company.ProviderId}/test")).Expect(200);
        ((bool)test.Json["ok"]!).ShouldBeFalse();
        ((string)test.Json["steps"]!.AsArray().First(s => (bool?)s!["ok"] == false)!["detail"]!).ShouldContain(why);
        company.Provider.Seen.ShouldNotContain("/elsewhere");
        ((string?)(await company.Tenant.Audit("access.test_identity_provider"))[0]!["outcome"]).ShouldBe("FAILURE");
    }

    [Fact]
    public async Task A_test_says_step_by_step_what_is_right_and_whether_the_secret_is()
    {
        await using var company = await Company.Found(sso);
        var test = (await company.Tenant.Admin.Post($"/api/identity-providers/{company.ProviderId}/test")).Expect(200);
        ((bool)test.Json["ok"]!).ShouldBeTrue(test.Body);
        test.Json["steps"]!.AsArray().Select(s => (string)s!["step"]!).ShouldBe(["DISCOVERY", "KEYS", "SIGNATURES", "PKCE", "CLIENT", "SIGN_OUT"]);
        test.Json["steps"]!.AsArray().ShouldAllBe(s => (bool)s!["ok"]!);
        (await company.Change(s => s["clientSecret"] = "wrong")).Expect(200);
        test = (await company.Tenant.Admin.Post($"/api/identity-providers/{company.ProviderId}/test")).Expect(200);
        ((string)test.Json["steps"]!.AsArray().Single(s => (bool?)s!["ok"] == false)!["detail"]!).ShouldContain("invalid_client");
    }

    [Fact]
    public async Task A_sign_in_is_the_browser_s_that_began_it_and_good_once()
    {
        await using var company = await Company.Found(sso);
        var (mine, other) = (await company.Browser(), await company.Browser());
        var url = (await mine.Begin(new { tenant = company.Slug })).Expect(200).Text("authorizationUrl");
        var theirs = (await other.Begin(new { tenant = company.Slug })).Expect(200).Text("authorizationUrl");
        var back = company.Provider.SignIn(url, company.Claims("ben"));

        // Somebody else's state or code in this browser, no cookie, and one that was changed.
        (await mine.Finish(company.Provider.SignIn(theirs, company.Claims("eve")))).Expect(401).Code.ShouldBe("sso.flow_invalid");
        (await mine.Finish(back with { State = "another" })).Expect(401).Code.ShouldBe("sso.flow_invalid");
        (await mine.Finish(back with { Code = company.Provider.SignIn(theirs, company.Claims("eve")).Code })).Expect(401).Code.ShouldBe("sso.answer_invalid");
        (await company.Why()).ShouldContain("invalid_grant");
        (await mine.Finish(back)).Expect(401).Code.ShouldBe("sso.flow_invalid");

        url = (await mine.Begin(new { tenant = company.Slug })).Expect(200).Text("authorizationUrl");
        back = company.Provider.SignIn(url, company.Claims("ben"));
        var kept = mine.Cookie;
        mine.Cookie = kept[..^4] + "AAAA";
        (await mine.Finish(back)).Expect(401).Code.ShouldBe("sso.flow_invalid");
        mine.Cookie = "";
        (await mine.Finish(back)).Expect(401).Code.ShouldBe("sso.flow_invalid");
        mine.Cookie = kept;
        (await (await sso.Server.Anonymous()).Post("/api/auth/sso/callback", new { code = back.Code, state = back.State }, ("Cookie", kept))).Expect(401).Code.ShouldBe("sso.flow_invalid");
        (await mine.Finish(back)).Expect(200);
        (await mine.Finish(back)).Expect(401).Code.ShouldBe("sso.flow_invalid");
    }

    [Theory]
    [InlineData("nonce", "nonce")]
    [InlineData("iss", "iss")]
    [InlineData("aud", "aud")]
    [InlineData("exp", "exp")]
    [InlineData("at_hash", "at_hash")]
    [InlineData("key", "kid")]
    [InlineData("answer of another provider", "iss")]
    [InlineData("answer that does not say whose it is", "iss")]
    [InlineData("no token", "No ID token")]
    public async Task An_answer_that_does_not_hold_lets_nobody_in_and_the_log_says_why(string what, string why)
    {
        await using var company = await Company.Found(sso);
        await using var stranger = await OpenIdProvider.Start();
        stranger.Rotate();
        var browser = await company.Browser();
        company.Provider.Metadata = m => m["authorization_response_iss_parameter_supported"] = what == "answer that does not say whose it is";
        var url = (await browser.Begin(new { tenant = company.Slug })).Expect(200).Text("authorizationUrl");
        switch (what)
        {
            case "nonce" or "iss" or "aud" or "at_hash": company.Provider.Tamper = c => c[what] = "another"; break;
            case "exp": company.Provider.Tamper = c => c["exp"] = 1; break;
            case "key": company.Provider.Instead = path => path == "/token" ? new Reply(200) { Body = new JsonObject { ["id_token"] = stranger.Sign(company.Claims("ben")) }.ToJsonString() } : null; break;
            case "no token": company.Provider.Instead = path => path == "/token" ? new Reply(200) { Body = "{}" } : null; break;
        }

        var answer = await browser.Finish(company.Provider.SignIn(url, company.Claims("ben")), what == "answer of another provider" ? stranger.Issuer : null);
        answer.Expect(401).Code.ShouldBe("sso.answer_invalid");
        (await company.Why()).ShouldContain(why);
        (await company.Tenant.Admin.Get("/api/users?limit=200")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Keys_that_a_provider_changes_are_read_anew()
    {
        await using var company = await Company.Found(sso);
        (await company.SignIn(company.Claims("ben"))).Expect(200);
        company.Provider.Rotate();
        await Eventually.Holds("the new key to be known", async () => (await company.SignIn(company.Claims("ben"))).Status == 200);
        company.Provider.Seen.Count(p => p == Discovery).ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_speaks_for_nobody_of_another_tenant()
    {
        await using var company = await Company.Found(sso);
        await using var other = await Company.Found(sso);

        // Both with the same subject: two people.
        var one = await company.SignedIn(company.Claims("ben"));
        var two = await other.SignedIn(other.Claims("ben"));
        (await one.Get("/api/auth/me")).Json["user"]!["id"]!.ToString().ShouldNotBe((await two.Get("/api/auth/me")).Json["user"]!["id"]!.ToString());
        (await one.Get("/api/auth/me")).Json["tenant"]!["id"]!.ToString().ShouldBe(company.Tenant.Id);
        var claims = company.Claims("ann");
        claims["email"] = $"ben@{other.Domain}";
        (await company.SignIn(claims)).Expect(403).Code.ShouldBe("sso.refused");
    }
}
