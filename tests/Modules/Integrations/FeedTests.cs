using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Modules.Integrations;

/// <summary>What a product says of itself comes in: read, kept once, and shown.</summary>
public sealed class FeedTests(IntegrationsServer fixture) : IAsyncLifetime
{
    private static readonly DateTimeOffset Began = TimeProvider.System.GetUtcNow().AddHours(-2);
    private readonly TestServer server = fixture.Server;
    private GrafanaServer grafana = null!;
    private TestTenant tenant = null!;

    public async ValueTask InitializeAsync()
    {
        grafana = await GrafanaServer.Start("/grafana");
        tenant = await server.NewTenant();
    }

    public ValueTask DisposeAsync() => grafana.DisposeAsync();

    [Fact]
    public async Task Nothing_is_read_before_the_integration_has_passed_its_test_and_then_alerts_come_in()
    {
        grafana.Alerts = [new("Disk", Began), new("Load", Began, Began.AddHours(1))];
        var id = await Create();
        (await Feed(id))["nextAt"].ShouldBeNull();
        await server.Work("integrations.poll_feeds");
        grafana.Requests.ShouldBeEmpty();

        await Test(id);
        await Eventually.Holds("two alerts are there", async () => (await Alerts()).Count == 2);
        var alerts = await Alerts();
        alerts.Select(a => ((string?)a!["title"], (bool)a["isActive"]!, (string?)a["state"], (string?)a["connector"])).Order()
            .ShouldBe([("Disk", true, "NEW", "grafana"), ("Load", false, "NEW", "grafana")]);
        var feed = await Feed(id);
        ((int)feed["received"]!, (int)feed["rejected"]!, (bool)feed["isFailing"]!, (bool)feed["isReading"]!).ShouldBe((2, 0, false, false));
        feed["lastSuccessAt"].ShouldNotBeNull();
        var integration = (await tenant.Admin.Get($"/api/integrations/{id}")).Expect(200).Json;
        ((int)integration["failingFeeds"]!).ShouldBe(0);
        integration["lastSuccessAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_comes_again_is_there_once_and_what_fires_anew_is_new_again()
    {
        grafana.Alerts = [new("Disk", Began)];
        var id = await Create();
        await Test(id);
        await Eventually.Holds("the alert is there", async () => (await Alerts()).Count == 1);
        var alert = (string)(await Alerts())[0]!["id"]!;
        (await tenant.Admin.Put($"/api/alerts/{alert}", new { state = "CLOSED" })).Expect(200);
        await Poll(id);
        var same = await Alert(alert);
        ((bool)same["isActive"]!, (string?)same["state"]).ShouldBe((true, "CLOSED"), "the same again moves nothing");

        grafana.Alerts = [new("Disk", Began, Began.AddMinutes(10))];
        await Poll(id);
        var over = await Alert(alert);
        ((bool)over["isActive"]!, (string?)over["state"], (int)over["occurrences"]!).ShouldBe((false, "CLOSED", 1));

        grafana.Alerts = [new("Disk", Began.AddMinutes(20))];
        await Poll(id);
        var anew = await Alert(alert);
        ((bool)anew["isActive"]!, (string?)anew["state"], (int)anew["occurrences"]!).ShouldBe((true, "NEW", 2));
        (await Alerts()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_product_does_not_name_any_more_is_over_and_comes_back_when_it_does()
    {
        grafana.Alerts = [new("Disk", Began), new("Load", Began)];
        var id = await Create();
        await Test(id);
        await Eventually.Holds("both are there", async () => (await Alerts()).Count == 2);
        grafana.Alerts = [new("Load", Began)];
        await Poll(id);
        (await Alerts("?active=false")).ShouldHaveSingleItem()!["title"]!.GetValue<string>().ShouldBe("Disk");
        (await Events("alert.ended")).ShouldBe(1);
        grafana.Alerts = [new("Disk", Began), new("Load", Began)];
        await Poll(id);
        (await Alerts("?active=true")).Count.ShouldBe(2);
        (await Alerts("?search=Disk")).ShouldHaveSingleItem()!["occurrences"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_counted_with_the_reason_and_sinks_no_other()
    {
        grafana.RawAlerts = ["17", """{"fingerprint":"zz"}""", System.Text.Json.JsonSerializer.Serialize(new GrafanaAlert("Disk", Began).InList())];
        var id = await Create();
        await Test(id);
        await Eventually.Holds("the good one is there", async () => (int)(await Feed(id))["received"]! == 1);
        ((int)(await Feed(id))["rejected"]!).ShouldBe(2);
        var rejections = (await tenant.Admin.Get($"/api/integrations/{id}/rejections")).Expect(200).Json["items"]!.AsArray();
        rejections.Select(r => (string?)r!["code"]).ShouldBe(["grafana.no_fingerprint", "grafana.no_fingerprint"]);
        (await Alerts()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_product_that_fails_is_left_alone_for_longer_each_time_and_it_is_said_once_when_it_fails_and_when_it_works_again()
    {
        var id = await Create();
        await Test(id);
        await Eventually.Holds("it was read", async () => (await Feed(id))["lastSuccessAt"] is not null);
        grafana.Fault = ProductFault.ServerError;
        for (var i = 0; i < 4; i++)
        {
            await Poll(id);
        }

        var feed = await Feed(id);
        ((bool)feed["isFailing"]!, (string?)feed["failureCode"]).ShouldBe((true, "grafana.server_error"));
        ((DateTimeOffset)feed["nextAt"]! - TimeProvider.System.GetUtcNow()).ShouldBeGreaterThan(TimeSpan.FromMinutes(3));
        ((int)(await tenant.Admin.Get($"/api/integrations/{id}")).Json["failingFeeds"]!).ShouldBe(1);
        (await Events("integration.failing")).ShouldBe(1);

        grafana.Fault = ProductFault.None;
        await Poll(id);
        ((bool)(await Feed(id))["isFailing"]!).ShouldBeFalse();
        (await Events("integration.recovered")).ShouldBe(1);
    }

    [Fact]
    public async Task A_product_that_names_its_time_is_left_alone_until_then()
    {
        var id = await Create();
        await Test(id);
        await Eventually.Holds("it was read", async () => (await Feed(id))["lastSuccessAt"] is not null);
        grafana.Fault = ProductFault.Unauthorized;
        for (var i = 0; i < 3; i++)
        {
            await Poll(id);
        }

        ((DateTimeOffset)(await Feed(id))["nextAt"]! - TimeProvider.System.GetUtcNow()).ShouldBeGreaterThan(TimeSpan.FromMinutes(40), "some products lock out who tries on");
        await tenant.Admin.Put($"/api/integrations/{id}", new { name = "G", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } });
        (await Feed(id))["nextAt"].ShouldBeNull("what nobody has tested is not tried by itself");
        grafana.Fault = ProductFault.None;
        await Test(id);
        await Eventually.Holds("it works again", async () => !(bool)(await Feed(id))["isFailing"]!);
    }

    [Fact]
    public async Task A_feed_can_be_switched_off_and_told_how_often()
    {
        var id = await Create();
        await Test(id);
        var off = (await tenant.Admin.Put($"/api/integrations/{id}/feeds/grafana.alerts", new { isEnabled = false, everySeconds = 300 })).Expect(200).Json;
        ((bool)off["isEnabled"]!, (int)off["everySeconds"]!, off["nextAt"]).ShouldBe((false, 300, null));
        (await tenant.Admin.Put($"/api/integrations/{id}/feeds/grafana.alerts", new { isEnabled = true, everySeconds = 4 })).Expect(400).Code.ShouldBe("integration.bad_interval");
        (await tenant.Admin.Put($"/api/integrations/{id}/feeds/nosuch", new { isEnabled = true, everySeconds = 300 })).Expect(404).Code.ShouldBe("integration.feed_not_found");
        (await tenant.Audit("integrations.update_feed")).ShouldContain(e => (string?)e!["resource"]!["type"] == "integration-feed" && (int)e["after"]!["everySeconds"]! == 300);
    }

    [Fact]
    public async Task An_alert_shows_the_products_own_document_and_what_has_an_observable_in_common()
    {
        grafana.RawAlerts =
        [
            """{"fingerprint":"0000000000000001","updatedAt":"2026-11-01T10:00:00Z","startsAt":"2026-11-01T10:00:00Z","labels":{"alertname":"A","severity":"critical","src_ip":"198.51.100.7"},"status":{"state":"active"}}""",
            """{"fingerprint":"0000000000000002","updatedAt":"2026-11-01T10:00:00Z","startsAt":"2026-11-01T10:00:00Z","labels":{"alertname":"B","src_ip":"198.51.100.7"},"status":{"state":"active"}}""",
        ];
        var id = await Create();
        await tenant.Admin.Put($"/api/integrations/{id}/feeds/grafana.alerts", new { isEnabled = true, everySeconds = 60 });
        await server.Sql(tenant, "update integration_feed set since = '2026-10-01' where integration_id = $1", Guid.Parse(id));
        await Test(id);
        await Eventually.Holds("both are there", async () => (await Alerts()).Count == 2);
        var first = (await Alerts("?severity=CRITICAL&observable=198.51.100.7")).ShouldHaveSingleItem()!;
        var detail = (await tenant.Admin.Get($"/api/alerts/{first["id"]}")).Expect(200).Json;
        ((string?)detail["data"]!["labels"]!["src_ip"]).ShouldBe("198.51.100.7");
        ((string?)detail["alert"]!["record"]!["observables"]![0]!["value"]).ShouldBe("198.51.100.7");
        ((string?)detail["related"]!.AsArray().ShouldHaveSingleItem()!["title"]).ShouldBe("B");
        (await Alerts("?observable=203.0.113.1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alert_of_a_part_of_the_tenant_is_seen_from_there_alone()
    {
        grafana.Alerts = [new("Disk", Began)];
        var organization = await tenant.NewOrganization();
        var other = await tenant.NewOrganization();
        var id = await Create(new { connector = "grafana", name = "Theirs", settings = new { url = grafana.Url }, secret = new { token = grafana.Token }, organizationId = organization });
        await Test(id);
        await Eventually.Holds("the alert is there", async () => (await Alerts()).Count == 1);
        var inside = await tenant.NewUserAt("MEMBER", "ORGANIZATION", organization);
        var outside = await tenant.NewUserAt("MEMBER", "ORGANIZATION", other);
        (await inside.Get("/api/alerts")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await outside.Get("/api/alerts")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await outside.Get($"/api/alerts/{(await Alerts())[0]!["id"]}")).Expect(404).Code.ShouldBe("alert.not_found");
        (await outside.Get($"/api/integrations/{id}")).Expect(404);
        (await inside.Get($"/api/integrations/{id}")).Expect(200);
    }

    private Task<string> Create() => Create(new { connector = "grafana", name = "G", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } });

    private async Task<string> Create(object body) => (await tenant.Admin.Post("/api/integrations", body)).Expect(201).Id;

    private async Task Test(string id)
    {
        ((bool)(await tenant.Admin.Post($"/api/integrations/{id}/test")).Expect(200).Json["ok"]!).ShouldBeTrue();
        await server.Work("integrations.poll_feeds");
    }

    private async Task Poll(string id)
    {
        await server.Sql(tenant, "update integration_feed set next_at = now() where integration_id = $1", Guid.Parse(id));
        var before = (int)(await Feed(id))["version"]!;
        await server.Sql(tenant, "update work.integration_feed_due set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Work("integrations.poll_feeds");
        await Eventually.Holds("it was read again", async () => (int)(await Feed(id))["version"]! >= before + 2);
    }

    private async Task<JsonNode> Feed(string id) => (await tenant.Admin.Get($"/api/integrations/{id}/feeds")).Expect(200).Json.AsArray().Single(f => (string?)f!["read"] == "grafana.alerts")!;

    private async Task<JsonNode> Alert(string id) => (await tenant.Admin.Get($"/api/alerts/{id}")).Expect(200).Json["alert"]!;

    private async Task<JsonArray> Alerts(string query = "") => (await tenant.Admin.Get($"/api/alerts{query}")).Expect(200).Json["items"]!.AsArray();

    private async Task<int> Events(string name) => int.Parse((await server.Sql(tenant, "select count(*) from event where name = $1", name))[0], System.Globalization.CultureInfo.InvariantCulture);
}
