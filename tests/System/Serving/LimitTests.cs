using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>Who asks too much is told when to come back; nobody else notices.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_tenant_over_its_limit_waits_and_another_does_not()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:TenantBurst"] = "20", ["Holdfast:Http:TenantPerSecond"] = "10" });
        var (busy, quiet) = (await server.NewTenant(), await server.NewTenant());

        var first = (await busy.Admin.Get("/api/auth/me")).Expect(200);
        first.Headers["RateLimit-Limit"].ShouldBe("20");
        int.Parse(first.Headers["RateLimit-Remaining"]).ShouldBeInRange(0, 19);
        await IsRefused(busy.Admin, "/api/auth/me", 20);

        (await quiet.Admin.Get("/api/auth/me")).Status.ShouldBe(200);
        await Eventually.Holds("the busy tenant to be served again", async () => (await busy.Admin.Get("/api/auth/me")).Status == 200);
    }

    [Fact]
    public async Task An_address_over_its_limit_waits_whatever_it_asks_for_and_probes_still_pass()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:AddressBurst"] = "20", ["Holdfast:Http:AddressPerSecond"] = "10" });
        var anonymous = await server.Anonymous();
        await IsRefused(anonymous, "/.well-known/jwks.json", 20);
        await IsRefused(anonymous, "/api/auth/me", 20);
        await IsRefused(anonymous, "/api/nothing/here", 20);
        (await anonymous.Get("/health/ready")).Status.ShouldBe(200);
        await Eventually.Holds("the address to be served again", async () => (await anonymous.Get("/.well-known/jwks.json")).Status == 200);
    }

    private static async Task IsRefused(ApiClient client, string path, int limit)
    {
        var refused = await Eventually.Get("a refusal", async () =>
            (await Task.WhenAll(Enumerable.Range(0, limit * 2).Select(_ => client.Get(path)))).FirstOrDefault(a => a.Status == 429));
        refused.Code.ShouldBe("request.too_many");
        int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(1, 10);
        refused.Headers["RateLimit-Limit"].ShouldBe($"{limit}");
        refused.Headers["RateLimit-Remaining"].ShouldBe("0");
        int.Parse(refused.Headers["RateLimit-Reset"]).ShouldBeGreaterThan(0);
    }
}
