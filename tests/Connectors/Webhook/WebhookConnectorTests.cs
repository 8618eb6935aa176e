using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Connectors.Webhook;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Connectors.Webhook;

public sealed class WebhookConnectorTests : PostingCompliance
{
    protected override IConnector Connector { get; } = new WebhookConnector(TimeProvider.System);

    protected override object GoodSettings => new
    {
        titlePath = "$.event.title", keyPath = "$.event['odd id']", severityPath = "event.level", timePath = "event.when", statePath = "event.state", hostPath = "event.hosts[0]",
        addressPath = "event.from", userPath = "event.user", severities = new[] { new { word = "red", means = "CRITICAL" } }, overWords = new[] { "gone" }, timeZone = "Europe/Madrid",
    };

    protected override string Sample =>
        """{"event":{"title":"Disk full","odd id":"a-1","level":"RED","when":"2026-07-01 12:00:00","state":"there","hosts":["web-1"],"from":"198.51.100.7:443","user":"ann"}}""";

    protected override Dictionary<string, string> Proof(byte[] body, string secret) => new() { ["x-holdfast-secret"] = secret };

    [Fact]
    public void What_the_paths_name_becomes_the_alert()
    {
        var item = Accept(Encoding.UTF8.GetBytes(Sample), Proof([], Secret)).Value.Items.Single();
        var record = (DetectionFinding)item.Record;
        (item.Key, item.Title, item.Active, record.Severity, record.User).ShouldBe(("a-1", "Disk full", true, SeverityId.Critical, "ann"));
        record.Time.ShouldBe(DateTimeOffset.Parse("2026-07-01T10:00:00Z"), "a clock of Madrid in summer");
        record.Device!.Hostname.ShouldBe("web-1");
        record.Observables.ShouldContain(new Observable(ObservableType.IpAddress, "198.51.100.7"));
    }

    [Fact]
    public void A_list_of_alerts_is_taken_apart_and_one_bad_one_is_said()
    {
        var connection = Connection(Secret) with { Settings = new FieldValues(JsonSerializer.SerializeToElement(new { titlePath = "t", listPath = "$.alerts" })) };
        var page = Connector.Accept(connection, new InboundCall("webhook.alert", Proof([], Secret), """{"alerts":[{"t":"A"},{"x":1},17,{"t":"B"}]}"""u8.ToArray())).Value;
        page.Items.Select(i => i.Title).ShouldBe(["A", "B"]);
        page.Rejected.Select(r => r.Code).ShouldBe(["webhook.no_title", "webhook.not_an_object"]);
        Connector.Accept(connection, new InboundCall("webhook.alert", Proof([], Secret), "{}"u8.ToArray())).Value.Rejected.Single().Code.ShouldBe("webhook.no_list");
    }

    [Fact]
    public void The_same_thing_again_without_an_id_is_the_same_alert_and_over_is_over()
    {
        var connection = Connection(Secret) with { Settings = new FieldValues(JsonSerializer.SerializeToElement(new { titlePath = "t", hostPath = "h", statePath = "s", overWords = new[] { "OK" } })) };
        ReadItem Take(string body) => Connector.Accept(connection, new InboundCall("webhook.alert", Proof([], Secret), Encoding.UTF8.GetBytes(body))).Value.Items.Single();
        var first = Take("""{"t":"Disk full","h":"web-1","s":"problem"}""");
        Take("""{"t":"Disk full","h":"web-1","s":"problem","more":1}""").Key.ShouldBe(first.Key);
        Take("""{"t":"Disk full","h":"web-2","s":"problem"}""").Key.ShouldNotBe(first.Key);
        var over = Take("""{"t":"Disk full","h":"web-1","s":"ok"}""");
        (over.Key, over.Active).ShouldBe((first.Key, false));
    }

    [Fact]
    public void A_signature_over_the_body_is_taken_in_both_spellings_and_refused_over_another_body()
    {
        var settings = new FieldValues(JsonSerializer.SerializeToElement(new { titlePath = "t", proof = "HMAC", proofHeader = "X-Signature" }));
        var connection = Connection(Secret) with { Settings = settings };
        var body = """{"t":"A"}"""u8.ToArray();
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body);
        foreach (var spelled in new[] { Convert.ToHexString(mac), "sha256=" + Convert.ToHexStringLower(mac), Convert.ToBase64String(mac) })
        {
            Connector.Accept(connection, new InboundCall("webhook.alert", new Dictionary<string, string> { ["x-signature"] = spelled }, body)).Value.Items.Count.ShouldBe(1);
            Connector.Accept(connection, new InboundCall("webhook.alert", new Dictionary<string, string> { ["x-signature"] = spelled }, """{"t":"B"}"""u8.ToArray()))
                .Problem.ShouldNotBeNull().Code.ShouldBe("webhook.not_proved");
        }
    }

    [Theory]
    [InlineData("$.a..b")]
    [InlineData("$[*]")]
    [InlineData("$.a[?(@.b)]")]
    [InlineData("a b")]
    [InlineData("$['a")]
    public async Task What_is_no_singular_path_is_refused(string path)
    {
        var problem = (await Connector.Check(new FieldValues(JsonSerializer.SerializeToElement(new { titlePath = path })), CancellationToken.None)).ShouldNotBeNull();
        (problem.Code, problem.Fields!.Keys.Single()).ShouldBe(("webhook.bad_path", "settings.titlePath"));
    }
}
