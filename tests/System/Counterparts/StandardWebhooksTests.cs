using System.Text.Json;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.System.Counterparts.Node))]

namespace Holdfast.Tests.System.Counterparts;

/// <summary>Our deliveries against the reference library of Standard Webhooks (npm standardwebhooks).</summary>
public sealed class StandardWebhooksTests(Node node)
{
    [Fact]
    public async Task The_reference_library_accepts_our_signature_and_no_changed_delivery()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Outbound:AllowHttp"] = "true",
            ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        });
        await using var receiver = await Receiver.Start();
        var tenant = await server.NewTenant();
        var webhook = (await tenant.Admin.Post("/api/admin/webhooks", new { url = receiver.Url, events = new[] { "organization.created" } })).Expect(201);
        await tenant.NewOrganization("Zürich \ud83d\ude00");
        var received = await receiver.Next("the delivery");
        var secret = webhook.Text("secret");

        var verdict = await Verify(secret, received.Headers, received.Body);
        verdict.ShouldBe((0, ""));
        (await Verify(secret, received.Headers, received.Body + " ")).Code.ShouldBe(1);
        (await Verify("whsec_" + Convert.ToBase64String(new byte[32]), received.Headers, received.Body)).Code.ShouldBe(1);
        (await Verify(secret, new Dictionary<string, string>(received.Headers, StringComparer.OrdinalIgnoreCase) { ["webhook-id"] = "another" }, received.Body)).Code.ShouldBe(1);
    }

    private Task<(int Code, string Output)> Verify(string secret, IReadOnlyDictionary<string, string> headers, string body) =>
        node.Run("verify-webhook.mjs", JsonSerializer.Serialize(new { secret, headers = headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value), body }));
}
