using System.Collections.Concurrent;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.System.Serving;

/// <summary>A server that is told to stop ends what it has begun, begins nothing new, and leaves nothing half done.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_slow_request_that_is_under_way_gets_its_answer_and_no_other_comes_in()
    {
        await using var installation = await Installation.Start(settings: new Dictionary<string, string> { ["Holdfast__Integrations__CallTimeout"] = "00:00:04" });
        await using var grafana = await GrafanaServer.Start();
        var tenant = await TestTenant.Register(installation.Address);
        var integration = (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201).Id;
        var ticket = (await tenant.Admin.Post("/api/tickets", new
        {
            subject = "Look", description = "", severity = "HIGH", action = new { integrationId = integration, action = "grafana.annotate", parameters = new { text = "slow" } },
        })).Expect(201).Id;
        grafana.Fault = ProductFault.Slow;

        var slow = tenant.Admin.Post($"/api/tickets/{ticket}/execute");
        await Eventually.Holds("the action to be under way", () => Task.FromResult(grafana.Requests.Any(r => r.Method == "POST")));
        var stopping = installation.Server.Terminate(TimeSpan.FromSeconds(30));
        await Eventually.Holds("new requests to be refused", async () => await IsRefused(installation));
        slow.IsCompleted.ShouldBeFalse();

        var answer = (await slow).Expect(200);
        answer.Text("execution").ShouldBe("FAILED");
        (await stopping).Code.ShouldBe(0, installation.Server.Text);

        await installation.StartServer();
        (await tenant.Admin.Get($"/api/tickets/{ticket}")).Expect(200).Text("execution").ShouldBe("FAILED");
        (await tenant.Audit("tickets.execute_ticket", 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_acknowledged_before_the_stop_is_there_once_with_its_audit_entry()
    {
        await using var installation = await Installation.Start(settings: new Dictionary<string, string> { ["Holdfast__Http__TenantBurst"] = "100000", ["Holdfast__Http__TenantPerSecond"] = "100000" });
        var tenant = await TestTenant.Register(installation.Address);
        var acknowledged = new ConcurrentBag<(string Id, string Name)>();
        var lost = new ConcurrentBag<Exception>();
        using var stopped = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 16).Select(w => Task.Run(async () =>
        {
            for (var i = 0; !stopped.IsCancellationRequested; i++)
            {
                try
                {
                    var name = $"Org {w}-{i}";
                    var answer = await tenant.Admin.Post("/api/organizations", new { name });
                    acknowledged.Add((answer.Expect(201).Id, name));
                }
                catch (HttpRequestException e)
                {
                    lost.Add(e);
                    return;
                }
            }
        })).ToArray();
        await Eventually.Holds("writes to be under way", () => Task.FromResult(acknowledged.Count > 50));

        var (code, took) = await installation.Server.Terminate(TimeSpan.FromSeconds(30));
        await stopped.CancelAsync();
        await Task.WhenAll(writers);
        code.ShouldBe(0, installation.Server.Text);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        // A connection that could not be made, or was closed between two requests; never in the middle of an answer.
        lost.ShouldAllBe(e => e.InnerException is global::System.Net.Sockets.SocketException || e.InnerException is IOException);

        await installation.StartServer();
        var present = await All(tenant.Admin, "/api/organizations?limit=200");
        var audited = await All(tenant.Admin, "/api/audit?action=tenancy.create_organization&outcome=SUCCESS&limit=200");
        var ids = present.Select(o => (string)o["id"]!).ToList();
        acknowledged.Select(a => a.Id).ShouldBeSubsetOf(ids);
        present.Select(o => (string)o["name"]!).ShouldBeUnique();
        audited.Select(e => (string)e["resource"]!["id"]!).ShouldBe(ids, ignoreOrder: true);
        // What was done without an answer is at most what was under way.
        (ids.Count - acknowledged.Count).ShouldBeInRange(0, writers.Length);
    }

    private static async Task<bool> IsRefused(Installation installation)
    {
        try
        {
            using var fresh = new HttpClient();
            return (int)(await fresh.GetAsync(new Uri(installation.Address, "/api/auth/me"))).StatusCode == 503;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static async Task<List<global::System.Text.Json.Nodes.JsonNode>> All(ApiClient client, string path)
    {
        var all = new List<global::System.Text.Json.Nodes.JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await client.Get(path + (cursor.Length > 0 ? $"&cursor={cursor}" : ""))).Expect(200).Json;
            all.AddRange(page["items"]!.AsArray().Select(i => i!));
            cursor = (string?)page["nextCursor"];
        }

        return all;
    }
}
