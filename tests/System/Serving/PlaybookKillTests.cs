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
    private const int Rounds = 12;

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
        var (playbook, ticket) = (await Publish(tenant, grafana), (await tenant.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201).Id);
        var (random, underWay, runs) = (new Random(7), 0, new List<string>());
        for (var kill = 0; kill < Kills; kill++)
        {
            runs.Add((await tenant.Admin.Post($"/api/playbooks/{playbook}/run", new { inputs = new { kill = $"kill {kill}", ticket } })).Expect(201).Id);
            await Eventually.Holds($"run {kill} to have an effect", () => Task.FromResult(Done(grafana, kill) > 0), TimeSpan.FromSeconds(60));
            // From right after its first effect to some steps later; those before it may be under way as well.
            await Pass(TimeSpan.FromMilliseconds(random.Next(0, 250)));
            installation.Server.Kill();
            await installation.Server.Ended(TimeSpan.FromSeconds(10));
            underWay += Done(grafana, kill) < Rounds ? 1 : 0;
            await installation.StartServer();
        }

        underWay.ShouldBeGreaterThanOrEqualTo(10);
        foreach (var run in runs)
        {
            await Eventually.Holds("the run to end", async () => (string?)(await Run(tenant, run))["state"] is "DONE" or "FAILED", TimeSpan.FromSeconds(120));
            var ended = await Run(tenant, run);
            ((string?)ended["state"], (string?)ended["failure"]?["detail"]).ShouldBe(("DONE", null));
        }

        var expected = Enumerable.Range(0, Kills).SelectMany(kill => Enumerable.Range(0, Rounds).Select(round => $"kill {kill}, round {round}")).ToList();
        grafana.Annotations.Select(a => a.Text).ShouldBe(expected, ignoreOrder: true);
        grafana.Effects.ShouldBe(expected.Count);
        (await Comments(tenant, ticket)).ShouldBe(expected, ignoreOrder: true);
    }

    private static int Done(GrafanaServer grafana, int kill) => grafana.Annotations.Count(a => a.Text.StartsWith($"kill {kill},", StringComparison.Ordinal));

    private static async Task<string> Publish(TestTenant tenant, GrafanaServer grafana)
    {
        (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201);
        var items = string.Join(", ", Enumerable.Range(0, Rounds).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var text = $$$"""
            name: Many effects
            inputs:
              kill: { type: text, required: true }
              ticket: { type: text, required: true }
            limits: { concurrent: 20, per_hour: 100 }
            triggers:
              - manual: true
            steps:
              - id: each
                loop:
                  over: [{{{items}}}]
                  steps:
                    - id: note
                      retry: { attempts: 10, backoff: 1s }
                      action: { integration: Grafana, action: grafana.annotate, parameters: { text: "{{ inputs.kill }}, round {{ item }}" } }
                    - id: say
                      comment: { ticket: { from: inputs.ticket }, text: "{{ inputs.kill }}, round {{ item }}" }

            """;
        var playbook = (await tenant.Admin.Post("/api/playbooks", new { text })).Expect(201).Id;
        (await tenant.Admin.Post($"/api/playbooks/{playbook}/publish", new { })).Expect(200);
        return playbook;
    }

    private static async Task<JsonNode> Run(TestTenant tenant, string run) => (await tenant.Admin.Get($"/api/playbook-runs/{run}")).Expect(200).Json["run"]!;

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
