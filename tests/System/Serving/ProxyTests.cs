using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>What a proxy says of its caller is believed when the proxy is one of ours.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1,203.0.113.0/24", "198.51.100.1, 203.0.113.7", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    public async Task A_sessions_address_is_the_last_that_no_proxy_of_ours_has(string proxies, string forwarded, string address)
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:TrustedProxies"] = proxies, ["Holdfast:access:OpenRegistration"] = "true" });
        var tenant = await server.NewTenant();
        var login = (await (await server.Anonymous()).Post(
            "/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "COOKIE" }, ("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", "https"))).Expect(200);
        login.Headers["Set-Cookie"].ShouldContain("secure", Case.Insensitive);
        var sessions = (await new ApiClient(tenant.Admin.Address, login.Text("accessToken")).Get("/api/auth/sessions")).Expect(200).Json["items"]!.AsArray();
        ((string?)sessions.Single(s => (bool)s!["current"]!)!["address"]).ShouldBe(address);
    }
}
