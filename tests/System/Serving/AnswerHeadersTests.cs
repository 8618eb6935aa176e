using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>What every answer carries, and who else's pages may read one.</summary>
public sealed class AnswerHeadersTests(TestServer server)
{
    private const string Friend = "https://portal.example.test";

    [Theory]
    [InlineData("/api/auth/me", 401)]
    [InlineData("/api/nothing/here", 404)]
    [InlineData("/assets/missing.js", 404)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/docs", 200)]
    [InlineData("/docs/start.js", 200)]
    [InlineData("/docs/swagger-ui.css", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/.well-known/jwks.json", 200)]
    public async Task Every_answer_is_protected(string path, int status)
    {
        var answer = await (await server.Anonymous()).Get(path);
        answer.Status.ShouldBe(status);
        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            IsProtectedData(answer);
        }
        else
        {
            IsProtected(answer);
        }
    }

    [Fact]
    public async Task So_are_an_answer_with_data_one_without_and_one_for_a_wrong_method()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post("/api/organizations", new { name = "North" })).Expect(201);
        foreach (var answer in new[] { made, (await tenant.Admin.Delete($"/api/organizations/{made.Id}")).Expect(204), (await tenant.Admin.Put("/api/auth/me", new { })).Expect(405) })
        {
            IsProtectedData(answer);
        }
    }

    [Fact]
    public async Task A_configured_origin_may_call_without_cookies_and_another_may_not()
    {
        await using var open = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:CorsOrigins:0"] = Friend });
        var client = await open.Anonymous();

        var preflight = await client.Send(HttpMethod.Options, "/api/tickets", null, ("Origin", Friend), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        preflight.Status.ShouldBe(204);
        preflight.Headers["Access-Control-Allow-Origin"].ShouldBe(Friend);
        preflight.Headers["Access-Control-Allow-Methods"].ShouldContain("POST");
        preflight.Headers["Access-Control-Allow-Headers"].ShouldContain("Authorization");
        preflight.Headers["Vary"].ShouldContain("Origin");

        var answer = await client.Send(HttpMethod.Get, "/api/tickets", null, ("Origin", Friend));
        answer.Status.ShouldBe(401);
        answer.Headers["Access-Control-Allow-Origin"].ShouldBe(Friend);
        answer.Headers["Access-Control-Expose-Headers"].ShouldContain("Retry-After");

        foreach (var stranger in new[] { "https://evil.example.test", $"{Friend}.evil.test", "null" })
        {
            var refused = await client.Send(HttpMethod.Options, "/api/tickets", null, ("Origin", stranger), ("Access-Control-Request-Method", "POST"));
            refused.Status.ShouldBe(405);
            refused.Headers.Keys.ShouldNotContain(k => k.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            (await client.Send(HttpMethod.Get, "/api/tickets", null, ("Origin", stranger))).Headers.Keys.ShouldNotContain("Access-Control-Allow-Origin");
        }

        preflight.Headers.Keys.Concat(answer.Headers.Keys).ShouldNotContain("Access-Control-Allow-Credentials");
    }

    [Fact]
    public async Task A_request_id_is_taken_when_it_is_sane_and_replaced_when_not()
    {
        var client = await server.Anonymous();
        (await client.Send(HttpMethod.Get, "/api/auth/me", null, ("X-Request-Id", "case-17.a:b_c"))).Headers["X-Request-Id"].ShouldBe("case-17.a:b_c");
        foreach (var odd in new[] { "with space", "<script>", new string('a', 65) })
        {
            var answered = (await client.Send(HttpMethod.Get, "/api/auth/me", null, ("X-Request-Id", odd))).Headers["X-Request-Id"];
            answered.ShouldNotBe(odd);
            answered.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public async Task A_callers_trace_is_continued()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var client = await server.Anonymous();
        (await client.Send(HttpMethod.Get, "/api/auth/me", null, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"))).Text("traceId").ShouldBe(Trace);
        (await client.Send(HttpMethod.Get, "/api/auth/me", null, ("traceparent", "00-nonsense-01"))).Text("traceId").ShouldMatch("^[0-9a-f]{32}$");
    }

    private static void IsProtectedData(ApiAnswer answer)
    {
        answer.Headers["Content-Security-Policy"].ShouldBe("default-src 'none'; frame-ancestors 'none'");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers["Cross-Origin-Resource-Policy"].ShouldBe("same-origin");
        answer.Headers.Keys.ShouldNotContain("Server");
        answer.Headers["X-Request-Id"].ShouldNotBeNullOrWhiteSpace();
    }

    private static void IsProtected(ApiAnswer answer)
    {
        var policy = answer.Headers["Content-Security-Policy"].Split(';', StringSplitOptions.TrimEntries).Select(d => d.Split(' ', 2)).ToDictionary(d => d[0], d => d[1]);
        policy["default-src"].ShouldBe("'self'");
        policy["script-src"].ShouldBe("'self'");
        policy["object-src"].ShouldBe("'none'");
        policy["base-uri"].ShouldBe("'none'");
        policy["frame-ancestors"].ShouldBe("'none'");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers["X-Frame-Options"].ShouldBe("DENY");
        answer.Headers["Referrer-Policy"].ShouldBe("no-referrer");
        answer.Headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin");
        answer.Headers["Cross-Origin-Resource-Policy"].ShouldBe("same-origin");
        answer.Headers.Keys.ShouldNotContain("Server");
        answer.Headers["X-Request-Id"].ShouldNotBeNullOrWhiteSpace();
    }
}
