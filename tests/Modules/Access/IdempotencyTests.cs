using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>What is answered to nobody in particular, or is a credential, is kept for nobody.</summary>
public sealed class IdempotencyTests(TestServer server)
{
    [Fact]
    public async Task The_key_of_one_console_gives_another_nothing()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        var anonymous = await server.Anonymous();
        foreach (var tenant in new[] { one, other })
        {
            var login = (await anonymous.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "COOKIE" })).Expect(200);
            var cookie = login.Headers["Set-Cookie"].Split(';')[0];
            var refused = await anonymous.Post("/api/auth/refresh", new { }, ("Cookie", cookie), ("X-Holdfast-Console", "1"), ("Idempotency-Key", "the-same-for-all"));
            refused.Expect(400).Code.ShouldBe("idempotency.not_here");
            refused.Headers.Keys.ShouldNotContain("Set-Cookie");

            // The refused request has used up nothing.
            var mine = (await anonymous.Post("/api/auth/refresh", new { }, ("Cookie", cookie), ("X-Holdfast-Console", "1"))).Expect(200);
            ((string?)mine.Json["tenant"]!["id"]).ShouldBe(tenant.Id);
        }
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/register")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/sensors/enroll")]
    public async Task No_key_is_taken_where_nobody_in_particular_asks(string path) =>
        (await (await server.Anonymous()).Post(path, new { }, ("Idempotency-Key", "once"))).Expect(400).Code.ShouldBe("idempotency.not_here");

    [Fact]
    public async Task A_tenant_has_so_many_answers_kept_and_another_notices_nothing()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:IdempotencyKeysPerTenant"] = "100" });
        var (busy, quiet) = (await small.NewTenant(), await small.NewTenant());
        Task<ApiAnswer> Post(TestTenant tenant, string key) => tenant.Admin.Post("/api/organizations", new { name = $"Org {key}" }, ("Idempotency-Key", key));

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Post(busy, $"key-{i}")));
        answers.Count(a => a.Status == 201).ShouldBeInRange(80, 100);
        answers.First(a => a.Status == 429).Code.ShouldBe("idempotency.too_many_keys");
        (await busy.Admin.Post("/api/organizations", new { name = "Without" })).Expect(201);
        (await Post(quiet, "key-1")).Expect(201);

        // Replays take no room, and are answered when there is none.
        var done = answers.Select((answer, i) => (answer, i)).First(a => a.answer.Status == 201);
        (await Post(busy, $"key-{done.i}")).Expect(201).Id.ShouldBe(done.answer.Id);
        foreach (var replay in await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => Post(quiet, "key-1"))))
        {
            replay.Expect(201);
        }

        (await Post(quiet, "key-2")).Expect(201);
    }
}
