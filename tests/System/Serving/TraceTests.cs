using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.System.Serving;

/// <summary>One message can be followed from the sensor that sent it to the webhook that tells of what came of it.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task One_trace_leads_from_the_sensors_message_to_the_webhook()
    {
        await using var collector = await Collector.Start();
        await using var installation = await Installation.Start(settings: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        await using var receiver = await Receiver.Start();
        var tenant = await TestTenant.Register(installation.Address);
        (await tenant.Admin.Post("/api/admin/webhooks", new { url = receiver.Url, events = new[] { "ticket.opened" } })).Expect(201);
        await using var sensor = await Sensor.Enrol(installation, tenant, await tenant.NewGroup());
        await Eventually.Holds("the device to report", async () => (await tenant.Admin.Get("/api/devices")).Expect(200).Json["items"]!.AsArray().Any(d => (string?)d!["status"] == "ONLINE"), TimeSpan.FromSeconds(60));
        await Sensor.Plant(installation, "203.0.113.9", 25);

        var told = await Eventually.Get(
            "the webhook", () => Task.FromResult(receiver.All.FirstOrDefault(r => (string?)JsonNode.Parse(r.Body)!["data"]!["rule"] == "ssh.brute_force" || r.Body.Contains("203.0.113.9", StringComparison.Ordinal))), TimeSpan.FromSeconds(90));
        var parts = told.Headers["traceparent"].Split('-');
        parts.Length.ShouldBe(4);
        var (trace, sender) = (parts[1], parts[2]);

        (string Scope, string Name)[] way =
        [
            ("Holdfast.Fleet", "fleet.ingest"), ("Holdfast.Fleet", "fleet.analyze"), ("Holdfast.Events", "tickets.open_ticket_on_finding finding.raised"),
            ("Holdfast.Events", "webhooks.enqueue_deliveries ticket.opened"), ("Holdfast.Webhooks", "webhooks.deliver ticket.opened"),
        ];
        await Eventually.Holds("the spans", () => Task.FromResult(way.All(w => Of(collector, trace, w).Any())), TimeSpan.FromSeconds(30));
        collector.Strays.ShouldBeEmpty();

        // Each hangs on the one before; the first on the sensor's own, which the sensor does not send.
        var steps = way.Select(w => Of(collector, trace, w).First()).ToList();
        steps[0].ParentId.ShouldMatch("^[0-9a-f]{16}$");
        steps[1].ParentId.ShouldBe(steps[0].SpanId);
        steps[2].ParentId.ShouldBe(steps[1].SpanId);
        steps[3].ParentId.ShouldBe(steps[2].SpanId);
        steps[4].SpanId.ShouldBe(sender);
        (await installation.Server.Terminate(TimeSpan.FromSeconds(30))).Code.ShouldBe(0, installation.Server.Text);
    }

    private static IEnumerable<Span> Of(Collector collector, string trace, (string Scope, string Name) step) =>
        collector.Spans.Where(s => s.TraceId == trace && s.Scope == step.Scope && s.Name == step.Name);
}
