using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;

namespace Holdfast.Tests.System.Serving;

/// <summary>The process of a server is killed again and again while a playbook runs, wherever it is just then; another takes the run on.</summary>
public sealed class PlaybookKillTests
{
    private const int Kills = 12;
    private const int Rounds = 60;

    private static readonly IReadOnlyDictionary<string, string> Quick = new Dictionary<string, string>
    {
        ["Holdfast__Integrations__CallTimeout"] = "00:00:01.500",
        ["Holdfast__Actions__RunLease"] = "00:00:02",
        ["Holdfast__Actions__LookAfter"] = "00:00:00.500",
        ["Holdfast__Playbooks__Lease"] = "00:00:02",
        ["Holdfast__Playbooks__PollInterval"] = "00:00:00.200",
    };

    [Fact]
    public async Task However_often_the_process_is_killed_each_step_has_its_effect_once()
    {
        await using var installation = await Installation.Start(settings: Quick);
        await using var grafana = await GrafanaServer.Start();
        var tenant = await TestTenant.Register(installation.Address);
        var run = await Begin(tenant, grafana);
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = grafana.Effects;
            try
            {
                await Eventually.Holds($"the run to go on before kill {kill}", () => Task.FromResult(grafana.Effects > before), TimeSpan.FromSeconds(60));
            }
            catch (TimeoutException)
            {
                var stuck = await Run(tenant, run);
                throw new InvalidOperationException(stuck["run"]!.ToJsonString() + string.Join('\n', stuck["steps"]!.AsArray().TakeLast(3)) + (await tenant.Admin.Get("/api/action-runs?limit=3")).Body + grafana.Effects + " " + string.Join(',', grafana.Annotations.Select(a => a.Text)) + installation.Server.Text);
            }

            // From right after an effect to some steps later.
            await Pass(TimeSpan.FromMilliseconds(random.Next(0, 120)));
            installation.Server.Kill();
            await installation.Server.Ended(TimeSpan.FromSeconds(10));
            await installation.StartServer();
        }

        // It was under way each time.
        grafana.Effects.ShouldBeLessThan(Rounds);
        await Eventually.Holds("the run to end", async () => (string?)(await Run(tenant, run))["run"]!["state"] is "DONE" or "FAILED", TimeSpan.FromSeconds(120));
        var ended = await Run(tenant, run);
        ((string?)ended["run"]!["state"], (string?)ended["run"]!["failure"]?["detail"]).ShouldBe(("DONE", null));

        var expected = Enumerable.Range(0, Rounds).Select(n => $"round {n}").ToList();
        grafana.Annotations.Select(a => a.Text).ShouldBe(expected);
        grafana.Effects.ShouldBe(Rounds);
        var ticket = (string)ended["steps"]!.AsArray().Single(s => (string?)s!["path"] == "open")!["output"]!["ticket"]!;
        (await tenant.Admin.Get("/api/tickets")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await Comments(tenant, ticket)).ShouldBe(expected, ignoreOrder: true);
    }

    private static async Task<string> Begin(TestTenant tenant, GrafanaServer grafana)
    {
        (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201);
        var items = string.Join(", ", Enumerable.Range(0, Rounds).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var text = $$$"""
            name: Many effects
            triggers:
              - manual: true
            steps:
              - id: open
                ticket: { open: { subject: s, severity: LOW } }
              - id: each
                loop:
                  over: [{{{items}}}]
                  steps:
                    - id: note
                      retry: { attempts: 10, backoff: 1s }
                      action: { integration: Grafana, action: grafana.annotate, parameters: { text: "round {{ item }}" } }
                    - id: say
                      comment: { ticket: { from: steps.open.output.ticket }, text: "round {{ item }}" }

            """;
        var playbook = (await tenant.Admin.Post("/api/playbooks", new { text })).Expect(201).Id;
        (await tenant.Admin.Post($"/api/playbooks/{playbook}/publish", new { })).Expect(200);
        return (await tenant.Admin.Post($"/api/playbooks/{playbook}/run", new { })).Expect(201).Id;
    }

    private static async Task<JsonNode> Run(TestTenant tenant, string run) => (await tenant.Admin.Get($"/api/playbook-runs/{run}")).Expect(200).Json;

    private static async Task<List<string>> Comments(TestTenant tenant, string ticket)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await tenant.Admin.Get($"/api/tickets/{ticket}/comments?limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Expect(200).Json;
            found.AddRange(page["items"]!.AsArray().Select(c => (string)c!["text"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        return found;
    }

    // A moment by the clock: nothing is waited for, it is only to be another one each time.
    private static Task Pass(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        return Eventually.Holds("a moment to pass", () => Task.FromResult(Stopwatch.GetElapsedTime(began) >= time));
    }
}
