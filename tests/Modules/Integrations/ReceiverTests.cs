using System.Text;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;

namespace Holdfast.Tests.Modules.Integrations;

/// <summary>What a product posts comes in where its receiver is, once it has proved that it is the product's.</summary>
public sealed class ReceiverTests(IntegrationsServer fixture) : IAsyncLifetime
{
    private const string Secret = "the-secret-of-the-contact-point";
    private readonly TestServer server = fixture.Server;
    private GrafanaServer grafana = null!;
    private TestTenant tenant = null!;
    private ApiClient product = null!;

    public async ValueTask InitializeAsync()
    {
        grafana = await GrafanaServer.Start();
        tenant = await server.NewTenant();
        product = await server.Anonymous();
    }

    public ValueTask DisposeAsync() => grafana.DisposeAsync();

    [Fact]
    public async Task A_signed_document_becomes_alerts_once_however_often_it_comes()
    {
        var (id, path, _) = await Receiver();
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 2; i++)
        {
            var taken = await Post(path, GrafanaServer.Document(Secret, now, new GrafanaAlert("Disk", now.AddMinutes(-1)), new GrafanaAlert("Load", now.AddHours(-1), now)));
            ((int)taken.Expect(200).Json["received"]!, (int)taken.Json["rejected"]!).ShouldBe((2, 0));
        }

        var alerts = (await tenant.Admin.Get($"/api/integrations/{id}/alerts")).Expect(200).Json["items"]!.AsArray();
        alerts.Select(a => ((string?)a!["title"], (bool)a["isActive"]!)).Order().ShouldBe([("Disk", true), ("Load", false)]);
        var feed = (await tenant.Admin.Get($"/api/integrations/{id}/feeds")).Json.AsArray().Single(f => (string?)f!["read"] == "grafana.alert_webhook")!;
        ((bool)feed["isPushed"]!, (int)feed["received"]!).ShouldBe((true, 4));
    }

    [Fact]
    public async Task What_is_not_signed_or_comes_to_nobody_is_refused_and_changes_nothing()
    {
        var (id, path, receiver) = await Receiver();
        var now = TimeProvider.System.GetUtcNow();
        var good = GrafanaServer.Document(Secret, now, new GrafanaAlert("Disk", now));
        (await Post(path, GrafanaServer.Document("another secret", now, new GrafanaAlert("Disk", now)))).Expect(403).Code.ShouldBe("grafana.bad_signature");
        (await Post(path, (good.Headers, [.. good.Body, (byte)' ']))).Expect(403).Code.ShouldBe("grafana.bad_signature");
        (await Post(path, ([], good.Body))).Expect(403).Code.ShouldBe("grafana.bad_signature");
        (await Post(path[..^1] + (path[^1] == 'a' ? 'b' : 'a'), good)).Expect(404).Code.ShouldBe("integration.receiver_not_found");
        (await Post("/api/inbound/short", good)).Expect(404).Code.ShouldBe("integration.receiver_not_found");
        (await Post(path, ([], Encoding.UTF8.GetBytes(new string('x', 2 * 1024 * 1024))))).Expect(413).Code.ShouldBe("integration.document_too_large");
        (await tenant.Admin.Get("/api/alerts")).Json["items"]!.AsArray().ShouldBeEmpty();
        (await Post(path, good)).Expect(200);

        (await tenant.Admin.Delete($"/api/integrations/{id}/receivers/{receiver}")).Expect(204);
        (await Post(path, good)).Expect(404).Code.ShouldBe("integration.receiver_not_found");
    }

    [Fact]
    public async Task The_address_is_shown_once_and_goes_with_its_integration()
    {
        var (id, path, _) = await Receiver();
        var token = path.Split('/')[^1];
        (await tenant.Admin.Get($"/api/integrations/{id}/receivers")).Expect(200).Body.ShouldNotContain(token);
        (await tenant.Audit("integrations.create_receiver")).ToJsonString().ShouldNotContain(token);
        (await DatabaseText.Of(server, tenant)).ShouldNotContain(row => row.Contains(token, StringComparison.Ordinal));
        (await tenant.Admin.Post($"/api/integrations/{id}/receivers", new { inbound = "no.such" })).Expect(400).Code.ShouldBe("integration.unknown_document");
        (await tenant.Admin.Delete($"/api/integrations/{id}")).Expect(204);
        var now = TimeProvider.System.GetUtcNow();
        (await Post(path, GrafanaServer.Document(Secret, now, new GrafanaAlert("Disk", now)))).Expect(404);
    }

    private async Task<(string Integration, string Path, string Receiver)> Receiver()
    {
        var id = (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "G", settings = new { url = grafana.Url }, secret = new { token = grafana.Token, webhookSecret = Secret } })).Expect(201).Id;
        var made = (await tenant.Admin.Post($"/api/integrations/{id}/receivers", new { inbound = "grafana.alert_webhook" })).Expect(201);
        return (id, made.Text("path"), made.Id);
    }

    private Task<ApiAnswer> Post(string path, (Dictionary<string, string> Headers, byte[] Body) document) =>
        product.Post(path, Encoding.UTF8.GetString(document.Body), [.. document.Headers.Select(h => (h.Key, h.Value))]);
}
