using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Fleet;

public sealed class AnalysisTests(TestServer server)
{
    [Fact]
    public async Task A_burst_of_failed_log_ins_becomes_a_finding_with_its_evidence_and_costs_points_up_to_the_tenant()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.FailedLogIns(6))).Expect(200);
        var finding = await OneFinding(sensor);
        ((string)finding["rule"]!, (string)finding["severity"]!, (string)finding["state"]!).ShouldBe(("ssh.brute_force", "HIGH", "OPEN"));
        finding["detail"]!.ToString().ShouldStartWith("6 failed log-ins");
        var events = (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/events")).Expect(200).Json["items"]!.AsArray().Select(e => (string)e!["id"]!);
        finding["evidence"]!.AsArray().Select(e => (string)e!["id"]!).ShouldBe(events, ignoreOrder: true);
        var device = (await sensor.Tenant.Admin.Get($"/api/health/device/{sensor.Device}")).Expect(200);
        ((int)device.Json["score"]!).ShouldBe(75);
        ((string)device.Json["parts"]![0]!["analyzer"]!).ShouldBe("SECURITY_EVENTS");
        ((int)device.Json["coverage"]!["reporting"]!).ShouldBe(1);
        foreach (var node in new[] { $"group/{sensor.Group}", $"organization/{(await sensor.View()).Text("organizationId")}", $"tenant/{sensor.Tenant.Id}" })
        {
            var health = (await sensor.Tenant.Admin.Get($"/api/health/{node}")).Expect(200);
            ((int)health.Json["score"]!).ShouldBe(75);
            health.Json["parts"]!.AsArray().ShouldHaveSingleItem();
            health.Json["findings"]!.AsArray().ShouldHaveSingleItem();
            health.Text("name").ShouldNotBeEmpty();
        }

        (await sensor.View()).Json["openFindings"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task More_of_the_same_refreshes_the_finding_and_is_told_again_only_when_it_is_worse()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.FailedLogIns(6))).Expect(200);
        var first = await OneFinding(sensor);
        (await sensor.Post(sensor.FailedLogIns(20))).Expect(200);
        var worse = await Eventually.Get("the finding to be critical", async () => await OneFinding(sensor) is { } f && (string)f["severity"]! == "CRITICAL" ? f : null);
        ((string)worse["id"]!).ShouldBe((string)first["id"]!);
        (await Events(sensor, "finding.raised")).ShouldBe(2);
    }

    [Fact]
    public async Task A_finding_that_is_no_longer_true_is_resolved_and_the_score_comes_back()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.Metrics(("disk.used_percent", "/", 97)))).Expect(200);
        ((string)(await OneFinding(sensor))["rule"]!).ShouldBe("disk.full");
        await Score(sensor, 85);
        (await sensor.Post(sensor.Metrics(("disk.used_percent", "/", 40)))).Expect(200);
        await Score(sensor, 100);
        (await sensor.Tenant.Admin.Get($"/api/findings?deviceId={sensor.Device}&state=RESOLVED")).Json["items"]!.AsArray().ShouldHaveSingleItem();
        (await sensor.Tenant.Admin.Get($"/api/findings?deviceId={sensor.Device}&state=OPEN")).Json["items"]!.AsArray().ShouldBeEmpty();
        (await Events(sensor, "finding.resolved")).ShouldBe(1);
    }

    [Fact]
    public async Task A_flood_of_failures_hides_neither_an_added_account_nor_a_log_in_as_root()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.Event(LogEventKind.UserAdded, "eve", null), sensor.Event(LogEventKind.SshLoginSucceeded, "root", "192.0.2.1"))).Expect(200);
        for (var i = 0; i < 3; i++)
        {
            // More than are looked at of one kind, and all of them newer than those two.
            (await sensor.Post([.. Enumerable.Range(0, 4).Select(_ => sensor.FailedLogIns(500))])).Expect(200);
        }

        await Eventually.Holds("all three findings", async () =>
            (await sensor.Tenant.Admin.Get($"/api/findings?deviceId={sensor.Device}&state=OPEN")).Expect(200).Json["items"]!.AsArray()
                .Select(f => (string)f!["rule"]!).Order().SequenceEqual(["ssh.brute_force", "ssh.root_login", "user.added"]));
        await Score(sensor, 42);
    }

    [Fact]
    public async Task A_moved_device_takes_its_score_along_and_a_removed_one_leaves_none()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var neighbour = await TestSensor.Enroll(server, sensor.Tenant, sensor.Group);
        (await sensor.Post(sensor.FailedLogIns(6))).Expect(200);
        (await neighbour.Post(neighbour.Metrics(("load.1m", null, 0)))).Expect(200);
        await Score(sensor, 75);
        await Score(neighbour, 100);
        (await HealthOf(sensor.Tenant, $"group/{sensor.Group}")).ShouldBe(88);

        var other = await sensor.Tenant.NewGroup();
        var moved = (await sensor.Tenant.Admin.Put($"/api/devices/{sensor.Device}", new { groupId = other, name = "db-1" }, ("If-Match", "\"1\""))).Expect(200);
        (moved.Text("groupId"), moved.Text("name")).ShouldBe((other, "db-1"));
        (await sensor.Tenant.Admin.Put($"/api/devices/{sensor.Device}", new { name = "db-2" }, ("If-Match", "\"1\""))).Expect(412);
        (await HealthOf(sensor.Tenant, $"group/{sensor.Group}")).ShouldBe(100);
        (await HealthOf(sensor.Tenant, $"group/{other}")).ShouldBe(75);
        (await HealthOf(sensor.Tenant, $"tenant/{sensor.Tenant.Id}")).ShouldBe(88);
        (await sensor.Tenant.Admin.Delete($"/api/groups/{other}")).Expect(409).Code.ShouldBe("group.not_empty");

        (await sensor.Tenant.Admin.Delete($"/api/devices/{sensor.Device}")).Expect(204);
        (await HealthOf(sensor.Tenant, $"group/{other}")).ShouldBeNull();
        (await HealthOf(sensor.Tenant, $"tenant/{sensor.Tenant.Id}")).ShouldBe(100);
        (await sensor.Tenant.Admin.Get("/api/findings?state=OPEN")).Json["items"]!.AsArray().ShouldBeEmpty();
        (await sensor.Tenant.Admin.Delete($"/api/groups/{other}")).Expect(204);
    }

    [Fact]
    public async Task Of_an_organization_without_devices_the_health_is_empty_and_of_nothing_not_found()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization("Empty");
        var health = (await tenant.Admin.Get($"/api/health/organization/{organization}")).Expect(200);
        health.Text("name").ShouldBe("Empty");
        health.Json["score"].ShouldBeNull();
        ((int)health.Json["coverage"]!["total"]!).ShouldBe(0);
        foreach (var path in new[] { $"tenant/{Guid.CreateVersion7()}", $"group/{organization}", $"galaxy/{organization}", $"device/{organization}" })
        {
            (await tenant.Admin.Get($"/api/health/{path}")).Expect(404).Code.ShouldBe("health.not_found");
        }
    }

    [Fact]
    public async Task Another_tenants_ids_and_random_ones_get_the_same_answers()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.FailedLogIns(6))).Expect(200);
        var finding = (string)(await OneFinding(sensor))["id"]!;
        var stranger = (await server.NewTenant()).Admin;
        (string Path, string Id)[] reads =
        [
            ("/api/devices/{0}", sensor.Device), ("/api/devices/{0}/inventory", sensor.Device), ("/api/devices/{0}/metrics", sensor.Device),
            ("/api/devices/{0}/events", sensor.Device), ("/api/findings/{0}", finding), ("/api/health/device/{0}", sensor.Device),
            ("/api/health/group/{0}", sensor.Group), ("/api/health/tenant/{0}", sensor.Tenant.Id), ("/api/findings?deviceId={0}", sensor.Device), ("/api/devices?groupId={0}", sensor.Group),
        ];
        foreach (var (path, id) in reads)
        {
            Bare(await stranger.Get(path.Replace("{0}", id, StringComparison.Ordinal))).ShouldBe(Bare(await stranger.Get(path.Replace("{0}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal))), path);
        }

        Bare(await stranger.Delete($"/api/devices/{sensor.Device}")).ShouldBe(Bare(await stranger.Delete($"/api/devices/{Guid.CreateVersion7()}")));
        Bare(await stranger.Put($"/api/devices/{sensor.Device}", new { name = "mine" })).ShouldBe(Bare(await stranger.Put($"/api/devices/{Guid.CreateVersion7()}", new { name = "mine" })));
        (await sensor.View()).Text("name").ShouldBe("web-1");
    }

    private static (int, string) Bare(ApiAnswer answer)
    {
        var body = answer.Json.AsObject();
        body.Remove("traceId");
        return (answer.Status, body.ToJsonString());
    }

    private static Task<JsonNode> OneFinding(TestSensor sensor) => Eventually.Get("a finding", async () =>
    {
        var items = (await sensor.Tenant.Admin.Get($"/api/findings?deviceId={sensor.Device}")).Expect(200).Json["items"]!.AsArray();
        return items.Count == 0 ? null : (await sensor.Tenant.Admin.Get($"/api/findings/{(string)items.ShouldHaveSingleItem()!["id"]!}")).Expect(200).Json;
    });

    private static Task Score(TestSensor sensor, int score) =>
        Eventually.Holds($"a score of {score}", async () => (int?)(await sensor.View()).Json["score"] == score);

    private static async Task<int?> HealthOf(TestTenant tenant, string node) => (int?)(await tenant.Admin.Get($"/api/health/{node}")).Expect(200).Json["score"];

    private async Task<long> Events(TestSensor sensor, string name)
    {
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        await using var batch = owner.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true)") { Parameters = { new() { Value = sensor.Tenant.Id } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select count(*) from shared.event where name = $1 and tenant_id = shared.current_tenant()") { Parameters = { new() { Value = name } } });
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }
}
