using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Webhooks.WebhookServer))]

namespace Holdfast.Tests.Modules.Webhooks;

/// <summary>The host, allowed to reach receivers on loopback.</summary>
public sealed class WebhookServer : IAsyncDisposable
{
    /// <summary>What a server needs to reach a receiver double.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Holdfast:Outbound:AllowHttp"] = "true",
        ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        ["Holdfast:webhooks:PollInterval"] = "00:00:00.1",
    };

    public TestServer Server { get; } = TestServer.With(Settings);

    public async Task<TestTenant> NewTenant() => await Server.NewTenant();

    /// <summary>Changes rows behind the server's back.</summary>
    public Task Sql(TestTenant tenant, [ConstantExpected] string sql, params object[] parameters) => Server.Sql(tenant, sql, parameters);

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

internal static class WebhookCalls
{
    public const string Path = "/api/admin/webhooks";

    public static async Task<(string Id, string Secret)> NewWebhook(
        this TestTenant tenant, Receiver receiver, string[]? events = null, int maxRetries = 0, int retryDelaySeconds = 1, int timeoutSeconds = 10)
    {
        var made = (await tenant.Admin.Post(Path, new { url = receiver.Url, events = events ?? ["organization.created"], maxRetries, retryDelaySeconds, timeoutSeconds })).Expect(201);
        return (made.Id, made.Text("secret"));
    }

    public static async Task<ApiAnswer> Webhook(this TestTenant tenant, string id) => (await tenant.Admin.Get($"{Path}/{id}")).Expect(200);

    public static async Task<IReadOnlyList<JsonNode>> Deliveries(this TestTenant tenant, string webhook, string query = "") =>
        [.. (await tenant.Admin.Get($"{Path}/{webhook}/deliveries{query}")).Expect(200).Json["items"]!.AsArray().Select(i => i!)];

    /// <summary>The endpoint's only delivery, once it has this status.</summary>
    public static Task<JsonNode> DeliveryThatIs(this TestTenant tenant, string webhook, string status, string? id = null) => Eventually.Get(
        $"a delivery of {webhook} to be {status}",
        async () => (await tenant.Deliveries(webhook)).SingleOrDefault(d => (string?)d["status"] == status && (id is null || (string?)d["id"] == id)));
}
