using System.Net;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Passwords are not to be guessed, and guessing keeps nobody out who is at home.</summary>
public sealed class GuessingTests(TestServer server)
{
    private const string Wrong = "wrong wrong wrong";

    [Fact]
    public async Task Of_a_hundred_guesses_that_arrive_together_five_are_looked_at()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        foreach (var email in new[] { tenant.Email, Unknown() })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Guess(anonymous, email)));
            answers.Count(a => a.Code == "auth.invalid_credentials").ShouldBe(5);
            answers.Count(a => a.Code == "auth.locked").ShouldBe(95);
        }
    }

    [Fact]
    public async Task Guesses_from_one_network_keep_nobody_out_in_another()
    {
        var tenant = await server.NewTenant();
        var (stranger, home) = (await From("127.0.7.1"), await From("127.0.7.2"));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Guess(stranger, tenant.Email)));
        (await SignIn(stranger, tenant.Email)).Expect(429).Code.ShouldBe("auth.locked");
        (await SignIn(home, tenant.Email)).Expect(200);
    }

    [Fact]
    public async Task Guesses_from_everywhere_lock_an_account_but_where_it_has_signed_in_before()
    {
        await using var strict = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:FreeGuessesOfAccount"] = "8" });
        var tenant = await strict.NewTenant();
        var (home, elsewhere) = (await From("127.0.8.1", strict), await From("127.0.8.2", strict));
        (await SignIn(home, tenant.Email)).Expect(200);
        for (var i = 0; i < 8; i++)
        {
            (await Guess(await From($"127.0.9.{i + 1}", strict), tenant.Email)).Code.ShouldBe("auth.invalid_credentials");
        }

        (await SignIn(elsewhere, tenant.Email)).Expect(429).Code.ShouldBe("auth.locked");
        (await SignIn(home, tenant.Email)).Expect(200);
    }

    [Fact]
    public async Task The_right_password_makes_the_guesses_before_it_forgotten()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                (await Guess(anonymous, tenant.Email)).Expect(401);
            }

            (await SignIn(anonymous, tenant.Email)).Expect(200);
        }
    }

    [Fact]
    public async Task Who_would_wait_too_long_for_a_password_to_be_compared_is_told_to_come_back_and_nothing_is_held_against_them()
    {
        await using var small = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:access:PasswordsAtOnce"] = "1", ["Holdfast:access:PasswordWait"] = "00:00:00.1", ["Holdfast:access:PasswordIterations"] = "1500000",
        });
        var anonymous = await small.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Guess(anonymous, Unknown())));
        answers.ShouldContain(a => a.Status == 401);
        var busy = answers.First(a => a.Status == 503);
        busy.Code.ShouldBe("auth.busy");
        int.Parse(busy.Headers["Retry-After"]).ShouldBeInRange(1, 10);

        var email = Unknown();
        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Guess(anonymous, email)))).Count(a => a.Status == 401).ShouldBeInRange(1, 5);
    }

    [Fact]
    public async Task Sign_in_has_a_limit_by_address_of_its_own()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:SignInBurst"] = "10", ["Holdfast:Http:SignInPerSecond"] = "1" });
        var anonymous = await small.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Guess(anonymous, Unknown())));
        var refused = answers.First(a => a.Status == 429);
        refused.Code.ShouldBe("request.too_many");
        refused.Headers["RateLimit-Limit"].ShouldBe("10");
        answers.Count(a => a.Status != 429).ShouldBeGreaterThanOrEqualTo(10);
        (await anonymous.Get("/.well-known/jwks.json")).Expect(200);
    }

    private static string Unknown() => $"nobody-{Guid.CreateVersion7():N}@example.test";

    private static Task<ApiAnswer> Guess(ApiClient client, string email) => client.Post("/api/auth/login", new { email, password = Wrong });

    private static Task<ApiAnswer> SignIn(ApiClient client, string email) => client.Post("/api/auth/login", new { email, password = TestTenant.Password });

    private async Task<ApiClient> From(string address, TestServer? other = null) => new(await (other ?? server).Address(), null, IPAddress.Parse(address));
}
