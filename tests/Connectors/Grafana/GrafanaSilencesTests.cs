using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Connectors.Grafana;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.Grafana;

/// <summary>Silences, rules and the webhook: what is Grafana's own of them.</summary>
public sealed class GrafanaSilencesTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-a-contact-point";
    private static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private GrafanaServer server = null!;

    private GrafanaConnector Connector => field ??= new GrafanaConnector(outbound, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await GrafanaServer.Start();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        outbound.Dispose();
    }

    [Fact]
    public async Task A_silence_matches_all_labels_of_its_alert_and_no_other()
    {
        server.Alerts = [new("Disk", Morning), new("Load", Morning)];
        await Execute("grafana.silence", new { alert = server.Alerts[0].Fingerprint, seconds = 7200, comment = "Known" });
        var silence = server.Silences.ShouldHaveSingleItem();
        silence["matchers"]!.AsArray().Select(m => ((string?)m!["name"], (string?)m["value"], (bool)m["isRegex"]!, (bool)m["isEqual"]!))
            .ShouldBe([("alertname", "Disk", false, true), ("grafana_folder", "Fleet", false, true)]);
        (DateTimeOffset.Parse((string)silence["endsAt"]!) - DateTimeOffset.Parse((string)silence["startsAt"]!)).ShouldBe(TimeSpan.FromHours(2));
        silence["comment"]!.ToString().ShouldBe("Known [ref:ref-1]");
        silence["createdBy"]!.ToString().ShouldBe("holdfast");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    public async Task Any_good_status_is_a_silence_that_was_made(int status)
    {
        server.StatusOfSilences = status;
        (await Execute("grafana.silence", new { matchers = new[] { new { name = "job", value = "web" } } })).ShouldBeOfType<ActionOutcome.Succeeded>();
    }

    [Fact]
    public async Task An_alert_that_is_not_there_is_not_silenced_and_neither_is_everything()
    {
        (await Execute("grafana.silence", new { alert = "0123456789abcdef" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("grafana.no_such_alert");
        (await Execute("grafana.silence", new { })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("grafana.nothing_to_silence");
        server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_silence_that_is_over_stays_listed_and_is_not_taken_for_one_that_holds()
    {
        var made = (await Execute("grafana.silence", new { matchers = new[] { new { name = "job", value = "web" } } })).ShouldBeOfType<ActionOutcome.Succeeded>();
        (await Connector.Check(Connection(), Call("grafana.silence", new { matchers = new[] { new { name = "job", value = "web" } } }), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
        await Execute("grafana.unsilence", made.Undo!.Value);
        server.Silences.ShouldHaveSingleItem();
        (await Connector.Check(Connection(), Call("grafana.silence", new { matchers = new[] { new { name = "job", value = "web" } } }), Stop)).ShouldBeOfType<PostCheck.NotThere>();
        (await Connector.Plan(Connection(), Call("grafana.unsilence", made.Undo.Value), Stop)).Problem!.Code.ShouldBe("grafana.silence_is_over");
    }

    [Fact]
    public async Task Ending_a_silence_gives_enough_to_make_it_again()
    {
        server.SeedSilence("s-1", "Fleet.*");
        var undo = (await Execute("grafana.unsilence", new { silence = "s-1" })).ShouldBeOfType<ActionOutcome.Succeeded>().Undo!.Value;
        await Execute("grafana.silence", undo);
        var (before, after) = (server.Silences[0], server.Silences[1]);
        JsonNode.DeepEquals(after["matchers"], before["matchers"]).ShouldBeTrue();
        after["comment"]!.ToString().ShouldStartWith("Maintenance");
    }

    [Fact]
    public async Task Pausing_a_rule_sends_all_of_it_back_and_leaves_it_to_its_makers()
    {
        server.SeedRule("r", isPaused: false);
        var before = server.Rule("r");
        (await Execute("grafana.pause_rule", new { rule = "r" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        before["isPaused"] = true;
        JsonNode.DeepEquals(server.Rule("r"), before).ShouldBeTrue();
    }

    [Fact]
    public async Task A_rule_that_the_api_made_stays_one_of_the_api()
    {
        server.SeedRule("r", isPaused: true, provenance: "api");
        (await Execute("grafana.resume_rule", new { rule = "r" })).ShouldBeOfType<ActionOutcome.Succeeded>();
        server.Rule("r")["provenance"]!.ToString().ShouldBe("api");
    }

    [Fact]
    public async Task A_rule_that_a_file_provisions_is_left_alone()
    {
        server.SeedRule("r", isPaused: false, provenance: "file");
        (await Execute("grafana.pause_rule", new { rule = "r" })).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("grafana.provisioned_by_file");
        (await Connector.Plan(Connection(), Call("grafana.pause_rule", new { rule = "r" }), Stop)).Problem!.Code.ShouldBe("grafana.provisioned_by_file");
        server.Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_rule_whose_answer_was_lost_is_looked_after_by_its_state()
    {
        server.SeedRule("r", isPaused: false);
        server.Fault = ProductFault.DropAfterwards;
        (await Execute("grafana.pause_rule", new { rule = "r" })).ShouldBeOfType<ActionOutcome.Failed>().MayHaveHappened.ShouldBeTrue();
        server.Fault = ProductFault.None;
        (await Connector.Check(Connection(), Call("grafana.pause_rule", new { rule = "r" }), Stop)).ShouldBeOfType<PostCheck.Confirmed>();
    }

    [Fact]
    public void A_document_signed_over_its_body_alone_is_taken_only_when_the_settings_say_so()
    {
        var (headers, body) = GrafanaServer.DocumentWithoutTimestamp(Secret, 0, new GrafanaAlert("Disk", Morning));
        var call = new InboundCall("grafana.alert_webhook", headers, body);
        Connector.Accept(Connection(), call).Problem!.Code.ShouldBe("grafana.bad_signature");
        var connection = Connection(new { url = server.Url, webhookSignsBodyOnly = true });
        Connector.Accept(connection, call).Value.Items.ShouldHaveSingleItem();
        Connector.Accept(connection, call with { Body = (byte[])[.. body, (byte)' '] }).Problem!.Code.ShouldBe("grafana.bad_signature");
    }

    [Fact]
    public void The_header_of_the_timestamp_has_the_name_that_the_settings_say()
    {
        var (headers, body) = GrafanaServer.Document(Secret, TimeProvider.System.GetUtcNow(), new GrafanaAlert("Disk", Morning));
        headers["X-Time"] = headers["x-grafana-alerting-timestamp"];
        headers.Remove("x-grafana-alerting-timestamp");
        var call = new InboundCall("grafana.alert_webhook", headers, body);
        Connector.Accept(Connection(), call).Problem.ShouldNotBeNull();
        Connector.Accept(Connection(new { url = server.Url, webhookTimestampHeader = "x-time" }), call).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void What_a_contact_point_left_out_is_counted()
    {
        var (headers, body) = GrafanaServer.DocumentWithoutTimestamp(Secret, 12, new GrafanaAlert("Disk", Morning));
        var page = Connector.Accept(Connection(new { url = server.Url, webhookSignsBodyOnly = true }), new InboundCall("grafana.alert_webhook", headers, body)).Value;
        page.Items.ShouldHaveSingleItem();
        var rejection = page.Rejected.ShouldHaveSingleItem();
        rejection.Code.ShouldBe("grafana.truncated");
        rejection.Detail.ShouldContain("12 alerts");
    }

    [Theory]
    [InlineData("DatasourceError")]
    [InlineData("DatasourceNoData")]
    public void An_alert_that_a_rule_could_not_look_has_the_rule_s_name(string kind)
    {
        var (headers, body) = GrafanaServer.DocumentWithoutTimestamp(Secret, 0, new GrafanaAlert(kind, Morning) { RuleName = "Disk is full" });
        var item = Connector.Accept(Connection(new { url = server.Url, webhookSignsBodyOnly = true }), new InboundCall("grafana.alert_webhook", headers, body)).Value.Items.ShouldHaveSingleItem();
        item.Title.ShouldBe("Disk is full");
        ((DetectionFinding)item.Record).Types.ShouldBe([kind]);
    }

    [Fact]
    public void A_body_that_a_template_of_its_own_has_replaced_is_refused()
    {
        byte[] body = "{\"text\":\"Disk is full\"}"u8.ToArray();
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Secret), body));
        var call = new InboundCall("grafana.alert_webhook", new Dictionary<string, string> { ["X-Grafana-Alerting-Signature"] = signature }, body);
        Connector.Accept(Connection(new { url = server.Url, webhookSignsBodyOnly = true }), call).Problem!.Code.ShouldBe("grafana.bad_document");
    }

    private static ActionCall Call(string action, object parameters) =>
        new(action, new FieldValues(parameters is JsonElement json ? json : JsonSerializer.SerializeToElement(parameters)), "ref-1");

    private Task<ActionOutcome> Execute(string action, object parameters) => Connector.Execute(Connection(), Call(action, parameters), Stop);

    private Connection Connection(object? settings = null) => new(
        TenantId.From(Guid.Parse("0192f000-0000-7000-8000-00000000000a")),
        new FieldValues(JsonSerializer.SerializeToElement(settings ?? new { url = server.Url })),
        new SecretValues(new Dictionary<string, string> { ["token"] = server.Token, ["webhookSecret"] = Secret }));
}
