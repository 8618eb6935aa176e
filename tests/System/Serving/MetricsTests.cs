using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>Metrics are what Prometheus reads, and tell nothing of a tenant.</summary>
public sealed partial class MetricsTests(TestServer server)
{
    [Fact]
    public async Task Metrics_are_Prometheus_text()
    {
        (await server.NewTenant()).ShouldNotBeNull();
        var answer = await (await server.Anonymous()).Get("/metrics");
        answer.Headers["Content-Type"].ShouldStartWith("text/plain; version=0.0.4");
        var types = new Dictionary<string, string>();
        var samples = new HashSet<string>();
        var family = "";
        foreach (var line in answer.Body.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                parts[3].ShouldBeOneOf("counter", "gauge", "histogram");
                types.TryAdd(family = parts[2], parts[3]).ShouldBeTrue($"{family} is described twice");
                continue;
            }

            var sample = Sample().Match(line);
            sample.Success.ShouldBeTrue(line);
            var name = sample.Groups["name"].Value;
            (types[family] == "histogram" ? new[] { "_bucket", "_sum", "_count" }.Select(e => family + e) : [family]).ShouldContain(name);
            samples.Add(name + sample.Groups["labels"].Value).ShouldBeTrue($"{line} is there twice");
            Regex.Count(sample.Groups["labels"].Value, "[{,](?<l>[a-z_]+)=").ShouldBe(Regex.Matches(sample.Groups["labels"].Value, "[{,](?<l>[a-z_]+)=").DistinctBy(m => m.Groups["l"].Value).Count(), line);
            double.TryParse(sample.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture, out _).ShouldBeTrue(line);
        }

        types.Keys.ShouldContain("http_server_request_duration_seconds");
        types.Keys.ShouldContain(k => k.StartsWith("db_client_", StringComparison.Ordinal));
        types.Keys.ShouldContain(k => k.StartsWith("dotnet_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_tell_nothing_of_a_tenant_or_of_how_the_parts_are_reached()
    {
        // In a process of its own: the harness has connections, too.
        await using var installation = await Installation.Start();
        var tenant = await TestTenant.Register(installation.Address, "Secretive Ltd");
        (await tenant.Admin.Get($"/api/tenants/{tenant.Id}")).Expect(200);
        var text = (await installation.Anonymous.Get("/metrics")).Body;
        var database = installation.Database;
        foreach (var secret in new[] { tenant.Id, tenant.AdminId, tenant.Email, "Secretive", database.Password!, database.Database!, database.Username!, $"\"{database.Port}\"", "Host=" })
        {
            text.ShouldNotContain(secret);
        }
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*",?)*\})? (?<value>-?[0-9.]+(E[+-]?[0-9]+)?|[+-]Inf|NaN)$""")]
    private static partial Regex Sample();
}
