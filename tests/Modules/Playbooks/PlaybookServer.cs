using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Playbooks.PlaybookServer))]

namespace Holdfast.Tests.Modules.Playbooks;

/// <summary>The host, allowed to reach products on this machine, and quick to take a process for dead.</summary>
public sealed class PlaybookServer : IAsyncDisposable
{
    public TestServer Server { get; } = TestServer.With(new Dictionary<string, string?>(ProductServer.Reachable)
    {
        ["Holdfast:Integrations:CallTimeout"] = "00:00:04",
        ["Holdfast:Actions:RunLease"] = "00:00:06",
        ["Holdfast:Actions:ApprovalFrom"] = "High",
        ["Holdfast:Playbooks:Lease"] = "00:00:10",
        ["Holdfast:Playbooks:PollInterval"] = "00:00:00.200",
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>A tenant with a Grafana of its own, and what tests of playbooks do there.</summary>
internal sealed class PlaybookTenant(TestServer server, TestTenant tenant, GrafanaServer grafana) : IAsyncDisposable
{
    public TestServer Server => server;

    public TestTenant Tenant => tenant;

    public GrafanaServer Grafana => grafana;

    public ApiClient Admin => tenant.Admin;

    public static async Task<PlaybookTenant> New(TestServer server)
    {
        var grafana = await GrafanaServer.Start();
        var tenant = await server.NewTenant();
        (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201);
        return new PlaybookTenant(server, tenant, grafana);
    }

    /// <summary>A step that writes a note.</summary>
    public static string Note(string id, string text = "noted", string more = "") =>
        $"  - id: {id}\n{more}    action: {{ integration: Grafana, action: grafana.annotate, parameters: {{ text: \"{text}\" }} }}\n";

    public async Task<string> Write(string text) => (await Admin.Post("/api/playbooks", new { text })).Expect(201).Id;

    /// <summary>A published playbook with these triggers and steps.</summary>
    public async Task<string> Publish(string triggers, string steps, string more = "", ApiClient? by = null)
    {
        var id = await Write($"name: P {Guid.CreateVersion7():N}\n{more}triggers:\n{triggers}steps:\n{steps}");
        (await (by ?? Admin).Post($"/api/playbooks/{id}/publish", new { })).Expect(200);
        return id;
    }

    public Task<string> PublishManual(string steps, string more = "", ApiClient? by = null) => Publish("  - manual: true\n", steps, more, by);

    public async Task<string> Start(string playbook, object? inputs = null) => (await Admin.Post($"/api/playbooks/{playbook}/run", new { inputs })).Expect(201).Id;

    public async Task<System.Text.Json.Nodes.JsonNode> Run(string id) => (await Admin.Get($"/api/playbook-runs/{id}")).Expect(200).Json;

    /// <summary>The run once it is in one of these states.</summary>
    public Task<System.Text.Json.Nodes.JsonNode> Until(string run, params string[] states) => Eventually.Get($"the run to be {string.Join(" or ", states)}", async () =>
        await Run(run) is { } found && states.Contains((string)found["run"]!["state"]!) ? found : null);

    public async Task<System.Text.Json.Nodes.JsonNode> Finish(string playbook, object? inputs = null) => await Until(await Start(playbook, inputs), "DONE", "FAILED", "CANCELLED");

    public async Task<System.Text.Json.Nodes.JsonArray> Runs(string playbook) => (await Admin.Get($"/api/playbook-runs?playbookId={playbook}&limit=200")).Expect(200).Json["items"]!.AsArray();

    public static string Failure(System.Text.Json.Nodes.JsonNode run) => (string?)run["run"]!["failure"]?["code"] ?? "none";

    public static string[] States(System.Text.Json.Nodes.JsonNode run) => [.. run["steps"]!.AsArray().Select(s => $"{(string?)s!["path"]} {(string?)s["state"]}")];

    public async ValueTask DisposeAsync() => await grafana.DisposeAsync();
}
