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

    [Fact]
    public async Task What_one_process_admits_the_other_counts()
    {
        await using var installation = await Installation.Start(settings: new Dictionary<string, string> { ["Holdfast__Http__TenantBurst"] = "200", ["Holdfast__Http__TenantPerSecond"] = "1" });
        var (address, process) = await installation.StartBeside();
        await using var beside = process;
        var tenant = await TestTenant.Register(installation.Address);
        var there = new ApiClient(address, tenant.Admin.Token);

        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        }

        // Each look at the other process takes one there; what is missing besides was taken here.
        var looks = 0;
        await Eventually.Holds("the other process to count what was admitted here", async () =>
        {
            looks++;
            var left = int.Parse((await there.Get("/api/auth/me")).Expect(200).Headers["RateLimit-Remaining"]);
            return 200 - left - looks >= 100 - TimeProvider.System.GetElapsedTime(started).TotalSeconds - 1;
        });

        var admitted = 0;
        var refused = 0;
        while (refused < 20)
        {
            foreach (var answer in await Task.WhenAll(tenant.Admin.Get("/api/auth/me"), there.Get("/api/auth/me")))
            {
                _ = answer.Status == 200 ? admitted++ : refused++;
            }
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        // Registration and sign-in took a few of the burst; between two reports both processes admit, which for a loop of two at a time is a small number.
        (100 + looks + admitted).ShouldBeInRange(150, 200 + (int)seconds + 60);
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
