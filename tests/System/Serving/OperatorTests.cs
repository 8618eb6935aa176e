using Holdfast.Platform.Data;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.System.Serving;

/// <summary>What is for the operator is told to the operator, and costs nobody else anything.</summary>
public sealed class OperatorTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Metrics_and_reasons_are_for_this_machine_and_for_the_operators_token()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:OperatorToken"] = Token });
        var here = await server.Anonymous();
        (await here.Get("/metrics")).Expect(200);
        (await here.Get("/health/ready")).Expect(200).Json["parts"]!.AsArray().Count.ShouldBe(2);

        // A proxy on this machine speaks for somebody else.
        (string, string) proxied = ("X-Forwarded-For", "203.0.113.7");
        (await here.Send(HttpMethod.Get, "/metrics", null, proxied)).Expect(401).Code.ShouldBe("server.operator_only");
        var ready = (await here.Send(HttpMethod.Get, "/health/ready", null, proxied)).Expect(200);
        ((string?)ready.Json["status"]).ShouldBe("ok");
        ready.Json["parts"]!.AsArray().ShouldBeEmpty();

        (await here.Send(HttpMethod.Get, "/metrics", null, proxied, ("Authorization", $"Bearer {Token}"))).Expect(200);
        (await here.Send(HttpMethod.Get, "/metrics", null, proxied, ("Authorization", $"Bearer {Token}0"))).Expect(401);
        (await here.Send(HttpMethod.Get, "/health/ready", null, proxied, ("Authorization", $"Bearer {Token}"))).Expect(200).Json["parts"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Readiness_takes_no_connection_however_many_ask()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:DatabaseConnections"] = "2" });
        var anonymous = await server.Anonymous();
        var pool = (await server.Services()).GetRequiredService<IStores>().Databases.Single().Pool(isBackground: false);
        await using var one = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var two = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => anonymous.Get("/health/ready")));
        answers.ShouldAllBe(a => a.Status == 200);
    }

    [Fact]
    public async Task Pages_of_the_api_and_metrics_are_under_the_limit_by_address_and_probes_are_not()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:AddressBurst"] = "20", ["Holdfast:Http:AddressPerSecond"] = "5" });
        var anonymous = await server.Anonymous();
        foreach (var path in new[] { "/docs", "/openapi/v1.json", "/metrics" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => anonymous.Get(path)));
            answers.ShouldContain(a => a.Code == "request.too_many", path);
        }

        (await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => anonymous.Get("/health/ready")))).ShouldAllBe(a => a.Status == 200);
    }
}
