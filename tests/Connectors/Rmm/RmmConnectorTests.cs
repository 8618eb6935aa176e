using System.Text;
using System.Text.Json;
using Holdfast.Connectors.Rmm;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Connectors.Rmm;

public sealed class RmmConnectorTests : PostingCompliance
{
    protected override IConnector Connector { get; } = new RmmConnector(TimeProvider.System);

    protected override object GoodSettings => new { product = "OTHER" };

    protected override string Sample =>
        """{"alertId":"7f","message":"Disk C is full","priority":"Critical","state":"TRIGGERED","time":"2026-07-01T12:00:00Z","device":"web-1","deviceId":"d-1"}""";

    protected override Dictionary<string, string> Proof(byte[] body, string secret) => new() { ["X-Holdfast-Secret"] = secret };

    [Fact]
    public void The_written_document_becomes_an_alert_and_ends_it()
    {
        var item = Accept(Encoding.UTF8.GetBytes(Sample), Proof([], Secret)).Value.Items.Single();
        var record = (DetectionFinding)item.Record;
        (item.Key, item.Title, item.Active, record.Severity, record.Device!.Hostname, record.Device.Uid).ShouldBe(("7f", "Disk C is full", true, SeverityId.Critical, "web-1", "d-1"));
        var over = Accept(Encoding.UTF8.GetBytes(Sample.Replace("TRIGGERED", "RESOLVED", StringComparison.Ordinal)), Proof([], Secret)).Value.Items.Single();
        (over.Key, over.Active).ShouldBe(("7f", false));
    }

    [Fact]
    public void An_activity_of_NinjaOne_becomes_an_alert_and_ends_it()
    {
        var connection = Connection(Secret) with { Settings = new FieldValues(JsonSerializer.SerializeToElement(new { product = "NINJAONE" })) };
        ReadItem Take(string status) => Connector.Accept(connection, new InboundCall("rmm.alert", Proof([], Secret), Encoding.UTF8.GetBytes(
            $$"""{"id":42,"activityTime":1782907200.5,"deviceId":9,"severity":"MAJOR","priority":"HIGH","seriesUid":"5e1f","activityType":"CONDITION","statusCode":"{{status}}","status":"Triggered","message":"CPU above 90 %"}"""))).Value.Items.Single();
        var item = Take("TRIGGERED");
        (item.Key, item.Title, item.Active, ((DetectionFinding)item.Record).Severity, ((DetectionFinding)item.Record).Device!.Uid).ShouldBe(("5e1f", "CPU above 90 %", true, SeverityId.High, "9"));
        ((DetectionFinding)item.Record).Time.ToUnixTimeSeconds().ShouldBe(1782907200);
        (Take("RESET").Key, Take("RESET").Active).ShouldBe(("5e1f", false));
    }
}
