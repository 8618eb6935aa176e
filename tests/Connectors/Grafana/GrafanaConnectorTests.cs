using System.Text.Json;
using Holdfast.Connectors.Grafana;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.Grafana;

public sealed class GrafanaConnectorTests : ConnectorCompliance
{
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-03-01T10:00:00Z");
    private GrafanaServer server = null!;

    protected override IConnector Connector => field ??= new GrafanaConnector(outbound, TimeProvider.System);

    protected override object GoodSettings => new { url = server.Url };

    protected override IReadOnlyDictionary<string, string> GoodSecrets => new Dictionary<string, string> { ["token"] = server.Token, ["webhookSecret"] = "a-secret-of-a-contact-point" };

    protected override IReadOnlyDictionary<string, string> BadSecrets => Token("glsa_NotATokenOfThisServerAtAll000000_00000000");

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["grafana.annotate"] = new { text = "ssh.brute_force on web-1", time = "2026-03-01T10:00:00Z", tags = new[] { "holdfast", "HIGH" }, dashboardUID = "cIBgcSjkk", panelId = 2 },
        ["grafana.delete_annotation"] = new { id = 900 },
        ["grafana.silence"] = new { alert = new GrafanaAlert("Disk", Morning).Fingerprint, seconds = 7200, comment = "Known since Monday" },
        ["grafana.unsilence"] = new { silence = "5a1c0de0-0000-4000-8000-000000000001" },
        ["grafana.pause_rule"] = new { rule = "rule-1" },
        ["grafana.resume_rule"] = new { rule = "rule-2" },
    };

    protected override ProductServer Product => server;

    public override async ValueTask InitializeAsync() => server = await GrafanaServer.Start("/grafana");

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        outbound.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_annotation_arrives_as_it_was_meant_with_the_reference_as_a_tag()
    {
        await Execute("grafana.annotate", GoodSecrets);
        var made = server.Annotations.ShouldHaveSingleItem();
        made.Text.ShouldBe("ssh.brute_force on web-1");
        made.Time.ShouldBe(DateTimeOffset.Parse("2026-03-01T10:00:00Z").ToUnixTimeMilliseconds());
        made.TimeEnd.ShouldBe(made.Time);
        made.Tags.ShouldBe(["holdfast", "HIGH", "ref:ref-1"]);
        made.DashboardUID.ShouldBe("cIBgcSjkk");
        made.PanelId.ShouldBe(2);
    }

    [Fact]
    public async Task The_path_in_the_address_is_kept_with_and_without_a_slash_at_its_end()
    {
        foreach (var url in new[] { server.Url, server.Url + "/" })
        {
            var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { url })) };
            (await Connector.Test(connection, Stop)).ShouldBe(ConnectionCheck.Works("Signed in to the organization \"Main Org.\"."));
        }

        server.Requests.ShouldAllBe(r => r.Path == "/grafana/api/org");
    }

    [Fact]
    public async Task A_token_that_may_only_read_is_told_which_right_it_lacks()
    {
        var failed = (await Execute("grafana.annotate", Token(server.ReadOnlyToken))).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("grafana.forbidden");
        failed.Detail.ShouldContain("annotations:create");
    }

    [Theory]
    [InlineData(ProductFault.ServerError, "grafana.server_error", false, null)]
    [InlineData(ProductFault.Unavailable, "grafana.unavailable", true, 30)]
    [InlineData(ProductFault.TooMany, "grafana.rate_limited", true, 7)]
    [InlineData(ProductFault.Redirect, "grafana.redirected", false, null)]
    [InlineData(ProductFault.Html, "grafana.not_grafana", false, null)]
    [InlineData(ProductFault.Huge, "grafana.answer_too_large", false, null)]
    [InlineData(ProductFault.EchoSecret, "grafana.rejected", false, null)]
    [InlineData(ProductFault.DropAfterwards, "grafana.connection_broken", false, null)]
    public async Task Each_way_to_fail_has_its_code(ProductFault fault, string code, bool retryable, int? retryAfterSeconds)
    {
        server.Fault = fault;
        var failed = (await Execute("grafana.annotate", GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe(code);
        failed.Retryable.ShouldBe(retryable);
        failed.RetryAfter?.TotalSeconds.ShouldBe(retryAfterSeconds!.Value);
        server.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_path_or_another_product_is_told_as_such()
    {
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { url = server.Url.Replace("/grafana", "/elsewhere", StringComparison.Ordinal) })) };
        (await Connector.Test(connection, Stop)).Code.ShouldBe("grafana.not_found");
        server.Fault = ProductFault.Html;
        (await Connector.Test(Connection(GoodSecrets), Stop)).Code.ShouldBe("grafana.not_grafana");
    }

    [Fact]
    public async Task A_server_that_is_gone_is_unreachable_and_may_be_tried_again()
    {
        var gone = await GrafanaServer.Start();
        var connection = Connection(GoodSecrets) with { Settings = new FieldValues(Json(new { url = gone.Url })) };
        await gone.DisposeAsync();
        var call = new ActionCall("grafana.annotate", new FieldValues(Json(GoodParameters["grafana.annotate"])), "r");
        var failed = (await Connector.Execute(connection, call, Stop)).ShouldBeOfType<ActionOutcome.Failed>();
        failed.Code.ShouldBe("grafana.unreachable");
        failed.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_inside_our_own_network_is_refused_when_it_is_configured_and_when_it_is_called()
    {
        using var strict = Outbounds.Strict();
        var connector = new GrafanaConnector(strict, TimeProvider.System);
        var inside = new FieldValues(Json(new { url = "https://127.0.0.1:3000" }));
        (await connector.Check(inside, Stop)).ShouldNotBeNull().Code.ShouldBe("integration.forbidden_address");
        (await connector.Test(Connection(GoodSecrets) with { Settings = inside }, Stop)).Code.ShouldBe("grafana.forbidden_address");
    }

    [Fact]
    public async Task An_annotation_that_ends_before_it_begins_is_refused_here()
    {
        var call = new ActionCall("grafana.annotate", new FieldValues(Json(new { text = "x", time = "2026-03-01T10:00:00Z", timeEnd = "2026-03-01T09:00:00Z" })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>();
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_post_check_that_may_not_read_or_does_not_reach_grafana_says_that_nothing_is_known()
    {
        await Execute("grafana.annotate", GoodSecrets);
        foreach (var fault in new[] { ProductFault.Html, ProductFault.Unavailable, ProductFault.Redirect })
        {
            server.Fault = fault;
            (await Connector.Check(Connection(GoodSecrets), Call("grafana.annotate"), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
            (await Connector.Check(Connection(GoodSecrets), Call("grafana.delete_annotation"), Stop)).ShouldBeOfType<PostCheck.NotKnown>();
        }
    }

    [Fact]
    public async Task The_plan_of_a_deletion_shows_what_would_go_and_of_nothing_there_is_no_plan()
    {
        var gone = await Connector.Plan(Connection(GoodSecrets), Call("grafana.delete_annotation"), Stop);
        gone.Problem.ShouldNotBeNull().Code.ShouldBe("grafana.not_found");
        server.Seed(900, "of somebody else");
        (await Connector.Plan(Connection(GoodSecrets), Call("grafana.delete_annotation"), Stop)).Value.Difference.GetProperty("remove").GetProperty("text").GetString().ShouldBe("of somebody else");
    }

    [Fact]
    public async Task An_alert_that_has_ended_is_not_active_and_changed_when_it_ended()
    {
        var (began, ended) = (DateTimeOffset.Parse("2026-03-01T10:00:00Z"), DateTimeOffset.Parse("2026-03-01T11:00:00Z"));
        server.Alerts = [new("Disk", began), new("Load", began, ended)];
        var items = (await Connector.Read(Connection(GoodSecrets), new ReadCall("grafana.alerts", null, 10, null), Stop)).Value.Items;
        items.Select(i => (i.Title, i.Active, i.ChangedAt)).Order().ShouldBe([("Disk", true, began), ("Load", false, ended)]);
        (await Connector.Read(Connection(GoodSecrets), new ReadCall("grafana.alerts", null, 10, ended), Stop)).Value.Items.ShouldHaveSingleItem().Title.ShouldBe("Load");
    }

    [Fact]
    public void A_document_is_refused_when_it_is_old_or_no_alert_or_nothing_can_prove_it()
    {
        var now = TimeProvider.System.GetUtcNow();
        var secret = GoodSecrets["webhookSecret"];
        Code(GrafanaServer.Document(secret, now.AddMinutes(-6), new GrafanaAlert("Disk", now)), GoodSecrets).ShouldBe("grafana.bad_signature");
        Code(GrafanaServer.Document("another secret", now, new GrafanaAlert("Disk", now)), GoodSecrets).ShouldBe("grafana.bad_signature");
        Code(GrafanaServer.Document(secret, now), GoodSecrets).ShouldBe("grafana.bad_document");
        Code(GrafanaServer.Document(secret, now, new GrafanaAlert("Disk", now)), Token(server.Token)).ShouldBe("grafana.no_webhook_secret");

        string? Code((Dictionary<string, string> Headers, byte[] Body) posted, IReadOnlyDictionary<string, string> secrets) =>
            Connector.Accept(Connection(secrets), new InboundCall("grafana.alert_webhook", posted.Headers, posted.Body)).Problem?.Code;
    }

    protected override void Prepare(string action)
    {
        if (action == "grafana.delete_annotation")
        {
            server.Seed(900, "to be deleted");
        }

        server.Alerts = action == "grafana.silence" ? [new("Disk", Morning), new("Load", Morning)] : server.Alerts;
        if (action == "grafana.unsilence")
        {
            server.SeedSilence("5a1c0de0-0000-4000-8000-000000000001", "Fleet");
        }

        server.SeedRule("rule-1", isPaused: false, onlyIf: action == "grafana.pause_rule");
        server.SeedRule("rule-2", isPaused: true, onlyIf: action == "grafana.resume_rule");
    }

    protected override void Stock(string read, int count) =>
        server.Alerts = [.. Enumerable.Range(0, count).Select(i => new GrafanaAlert($"Alert {i}", DateTimeOffset.Parse("2026-03-01T10:00:00Z")))];

    protected override (InboundCall Call, int Items) Document(string inbound)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (headers, body) = GrafanaServer.Document(GoodSecrets["webhookSecret"], now, new GrafanaAlert("Disk", now), new GrafanaAlert("Load", now.AddHours(-1), now));
        return (new InboundCall(inbound, headers, body), 2);
    }

    protected override string Sample(string read) => JsonSerializer.Serialize(new GrafanaAlert("Sample", DateTimeOffset.Parse("2026-03-01T10:00:00Z")).InList());

    protected override void StockRaw(string read, IReadOnlyList<string> documents) => server.RawAlerts = documents;

    private static Dictionary<string, string> Token(string token) => new() { ["token"] = token };
}
