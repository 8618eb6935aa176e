using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>CORS_ORIGINS, as an operator sets it for the process.</summary>
public sealed class CrossOriginTests
{
    private const string Portal = "https://portal.example.test";
    private const string Laboratory = "http://127.0.0.1:5173";

    [Fact]
    public async Task Pages_of_the_listed_origins_may_call_without_cookies_and_others_may_not()
    {
        await using var installation = await Installation.Start(settings: new Dictionary<string, string> { ["CORS_ORIGINS"] = $" {Portal} , {Laboratory}," });
        var tenant = await TestTenant.Register(installation.Address);
        foreach (var origin in new[] { Portal, Laboratory })
        {
            var preflight = await installation.Anonymous.Send(HttpMethod.Options, "/api/tickets", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));
            preflight.Expect(204).Headers["Access-Control-Allow-Origin"].ShouldBe(origin);
            preflight.Headers["Access-Control-Allow-Methods"].ShouldContain("POST");

            var answer = await tenant.Admin.Send(HttpMethod.Get, "/api/tickets", null, ("Origin", origin));
            answer.Expect(200).Headers["Access-Control-Allow-Origin"].ShouldBe(origin);
            answer.Headers["Vary"].ShouldContain("Origin");
            preflight.Headers.Keys.Concat(answer.Headers.Keys).ShouldNotContain("Access-Control-Allow-Credentials");
        }

        foreach (var stranger in new[] { "https://evil.example.test", "http://portal.example.test", $"{Portal}:8443", $"{Portal}.evil.test", "null", "*" })
        {
            var preflight = await installation.Anonymous.Send(HttpMethod.Options, "/api/tickets", null, ("Origin", stranger), ("Access-Control-Request-Method", "POST"));
            preflight.Expect(405).Headers.Keys.ShouldNotContain(k => k.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), stranger);
            (await tenant.Admin.Send(HttpMethod.Get, "/api/tickets", null, ("Origin", stranger))).Expect(200).Headers.Keys.ShouldNotContain("Access-Control-Allow-Origin", stranger);
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("portal.example.test")]
    [InlineData("https://portal.example.test/")]
    [InlineData("https://portal.example.test/app")]
    [InlineData("https://portal.example.test:443")]
    [InlineData("https://ann@portal.example.test")]
    [InlineData("ftp://portal.example.test")]
    public async Task What_no_browser_would_send_refuses_the_start(string origin)
    {
        await using var engines = await TestEngines.Start();
        var data = TestEngines.NewDirectory("origins");
        try
        {
            var (code, output) = await RunningProgram.Run("holdfast.dll", ["serve", "--data", data, "--port", "0"], new Dictionary<string, string>
            {
                ["DATABASE_URL"] = (await engines.NewDatabase()).Application,
                ["NATS_URL"] = $"nats://127.0.0.1:{Installation.FreePort()}",
                ["CORS_ORIGINS"] = $"{Portal},{origin}",
            });
            code.ShouldBe(2, output);
            output.ShouldContain("holdfast: a setting is wrong");
            output.ShouldContain($"CORS_ORIGINS) has \"{origin}\"");
            output.ShouldNotContain($"\"{Portal}\"");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
