using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Fleet;

/// <summary>Scores with what is open beside them, how they went, the fleet at a glance, and what is found in it.</summary>
public sealed class StandingTests(TestServer server)
{
    [Fact]
    public async Task A_high_finding_is_a_poor_standing_at_every_level_however_good_the_score()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var quiet = await TestSensor.Enroll(server, sensor.Tenant, sensor.Group);
        (await quiet.Post(quiet.Metrics(("load.1m", null, 0)))).Expect(200);
        (await sensor.Post(sensor.Metrics(("disk.used_percent", "/", 97)))).Expect(200);
        await Score(quiet, 100);
        await Score(sensor, 85);
        var organization = (await sensor.View()).Text("organizationId");
        foreach (var node in new[] { $"device/{sensor.Device}", $"group/{sensor.Group}", $"organization/{organization}", $"tenant/{sensor.Tenant.Id}" })
        {
            var health = (await sensor.Tenant.Admin.Get($"/api/health/{node}")).Expect(200).Json;
            ((int)health["score"]!).ShouldBeGreaterThanOrEqualTo(85, node);
            ((string?)health["standing"], (string?)health["worst"]).ShouldBe(("POOR", "HIGH"), node);
            health["openFindings"]!.ToJsonString().ShouldBe("""{"total":1,"critical":0,"high":1,"medium":0,"low":0}""", node);
            var worst = health["parts"]![0]!;
            ((string?)worst["standing"], (string?)worst["worst"], (int)worst["openFindings"]!).ShouldBe(("POOR", "HIGH", 1), node);
        }

        var analyzers = (await sensor.Tenant.Admin.Get($"/api/health/device/{sensor.Device}")).Json["parts"]!.AsArray();
        analyzers.Select(p => ((string)p!["analyzer"]!, (string)p["standing"]!, (int)p["openFindings"]!)).ShouldBe([("PERFORMANCE", "POOR", 1), ("SECURITY_EVENTS", "GOOD", 0)]);
        var devices = (await sensor.Tenant.Admin.Get("/api/devices")).Expect(200).Json["items"]!.AsArray();
        devices.Select(d => ((string?)d!["id"], (string?)d["standing"], (string?)d["worst"], (int)d["openFindings"]!)).ShouldBe(
            [(sensor.Device, "POOR", "HIGH", 1), (quiet.Device, "GOOD", null, 0)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_never_scored_and_has_nothing_open_has_no_standing()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.View()).Json["standing"].ShouldBeNull();
        foreach (var node in new[] { $"device/{sensor.Device}", $"tenant/{sensor.Tenant.Id}" })
        {
            (await sensor.Tenant.Admin.Get($"/api/health/{node}")).Expect(200).Json["standing"].ShouldBeNull();
            (await sensor.Tenant.Admin.Get($"/api/health/{node}/history")).Expect(200).Json["points"]!.AsArray().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Of_two_parts_with_a_good_score_the_one_with_the_worse_finding_comes_first()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server, sensor.Tenant, sensor.Group);
        foreach (var each in new[] { sensor, other })
        {
            (await each.Post(each.Metrics(("load.1m", null, 0)))).Expect(200);
            await Score(each, 100);
        }

        await Finding(other, "CRITICAL", "Something");
        await Finding(sensor, "MEDIUM", "Something else");
        var parts = (await sensor.Tenant.Admin.Get($"/api/health/group/{sensor.Group}")).Expect(200).Json["parts"]!.AsArray();
        parts.Select(p => ((string)p!["id"]!, (string)p["standing"]!)).ShouldBe([(other.Device, "CRITICAL"), (sensor.Device, "FAIR")]);
        var overview = (await sensor.Tenant.Admin.Get("/api/fleet/overview")).Expect(200).Json;
        overview["careFirst"]!.AsArray().Select(d => (string)d!["id"]!).ShouldBe([other.Device, sensor.Device]);
        overview["openFindings"]!.ToJsonString().ShouldBe("""{"total":2,"critical":1,"high":0,"medium":1,"low":0}""");
    }

    [Fact]
    public async Task A_scores_history_has_the_last_of_each_hour_and_begins_with_what_was_held()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.Metrics(("disk.used_percent", "/", 97)))).Expect(200);
        await Score(sensor, 85);
        (await sensor.Post(sensor.Metrics(("disk.used_percent", "/", 40)))).Expect(200);
        await Score(sensor, 100);
        foreach (var node in new[] { $"device/{sensor.Device}", $"group/{sensor.Group}", $"tenant/{sensor.Tenant.Id}" })
        {
            // The hour may have ended between the two.
            var points = await Points(sensor.Tenant, node, "");
            points.Count.ShouldBeInRange(1, 2);
            points[^1].Score.ShouldBe(100);
        }

        await Past(sensor, "35 days", 40);
        await Past(sensor, "10 days", 50);
        await Past(sensor, "10 days 1 hour", 55);
        (await Points(sensor.Tenant, $"device/{sensor.Device}", "?days=20")).Select(p => p.Score).Take(3).ShouldBe([40, 55, 50]);
        var shown = (await sensor.Tenant.Admin.Get($"/api/health/device/{sensor.Device}/history?days=20")).Json;
        ((DateTimeOffset)shown["points"]![0]!["at"]!).ShouldBe((DateTimeOffset)shown["from"]!);
        (await Points(sensor.Tenant, $"device/{sensor.Device}", "?days=5")).Select(p => p.Score).First().ShouldBe(50);
        (await Points(sensor.Tenant, $"device/{sensor.Device}", "?days=400")).Select(p => p.Score).First().ShouldBe(40);
    }

    [Fact]
    public async Task A_long_history_has_the_last_score_of_each_day()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await server.Sql(
            sensor.Tenant,
            """
            insert into health_history (tenant_id, level, id, at, score)
            select $1, 'DEVICE', $2, date_trunc('day', now(), 'UTC') - make_interval(hours => n), 100 - extract(hour from (date_trunc('day', now(), 'UTC') - make_interval(hours => n)) at time zone 'UTC')::int
              from generate_series(1, 24 * 399) n
            """,
            Guid.Parse(sensor.Tenant.Id), Guid.Parse(sensor.Device));
        var days = await Points(sensor.Tenant, $"device/{sensor.Device}", "?days=400");
        days.Count.ShouldBe(399);
        days.ShouldAllBe(p => p.Score == 77);
        (await Points(sensor.Tenant, $"device/{sensor.Device}", "?days=20")).Count.ShouldBeInRange(440, 482);
    }

    [Fact]
    public async Task Old_scores_go_but_for_the_one_that_was_held()
    {
        await using var sensor = await TestSensor.Enroll(server);
        foreach (var (ago, score) in new[] { ("500 days", 10), ("450 days", 20), ("410 days", 30), ("10 days", 40) })
        {
            await Past(sensor, ago, score);
        }

        await server.Sql(sensor.Tenant, "update telemetry_pruning set due_at = now() where device_id = $1", Guid.Parse(sensor.Device));
        await server.Work("fleet.prune_telemetry");
        (await server.Sql(sensor.Tenant, "select score from health_history where id = $1 order by at", Guid.Parse(sensor.Device))).ShouldBe(["30", "40"]);
    }

    [Fact]
    public async Task What_is_deleted_takes_its_history_along()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.FailedLogIns(6))).Expect(200);
        await Score(sensor, 75);
        var organization = (await sensor.View()).Text("organizationId");
        (await sensor.Tenant.Admin.Delete($"/api/devices/{sensor.Device}")).Expect(204);
        (await sensor.Tenant.Admin.Delete($"/api/groups/{sensor.Group}")).Expect(204);
        (await sensor.Tenant.Admin.Delete($"/api/organizations/{organization}")).Expect(204);
        await Eventually.Holds("only the tenant's history to be left", async () =>
            (await server.Sql(sensor.Tenant, "select distinct level from health_history where tenant_id = $1", Guid.Parse(sensor.Tenant.Id))).SequenceEqual(["TENANT"]));
        (await Points(sensor.Tenant, $"tenant/{sensor.Tenant.Id}", ""))[^1].Score.ShouldBeNull();
    }

    [Fact]
    public async Task The_history_of_what_is_not_there_is_not_found_and_days_are_bounded()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var stranger = (await server.NewTenant()).Admin;
        foreach (var path in new[] { $"device/{sensor.Device}", $"group/{sensor.Group}", $"tenant/{sensor.Tenant.Id}", $"device/{Guid.CreateVersion7()}", $"galaxy/{sensor.Group}" })
        {
            (await stranger.Get($"/api/health/{path}/history")).Expect(404).Code.ShouldBe("health.not_found");
        }

        foreach (var days in new[] { "0", "401", "-1", "x", "" })
        {
            (await sensor.Tenant.Admin.Get($"/api/health/device/{sensor.Device}/history?days={days}")).Expect(400).Code.ShouldBe("request.bad_parameter");
        }
    }

    [Fact]
    public async Task The_overview_counts_who_is_heard_of_and_names_who_is_quiet_longest()
    {
        await using var online = await TestSensor.Enroll(server);
        await using var never = await TestSensor.Enroll(server, online.Tenant, online.Group);
        await using var week = await TestSensor.Enroll(server, online.Tenant, online.Group);
        await using var month = await TestSensor.Enroll(server, online.Tenant, online.Group);
        await using var today = await TestSensor.Enroll(server, online.Tenant, online.Group);
        (await online.Post(online.Heartbeat())).Expect(200);
        foreach (var (sensor, ago) in new[] { (week, "7 days"), (month, "30 days"), (today, "5 hours") })
        {
            await server.Sql(sensor.Tenant, "update device set last_seen_at = now() - $2::text::interval where tenant_id = $3 and id = $1", Guid.Parse(sensor.Device), ago, Guid.Parse(sensor.Tenant.Id));
        }

        var overview = (await online.Tenant.Admin.Get("/api/fleet/overview")).Expect(200).Json;
        overview["devices"]!.ToJsonString().ShouldBe("""{"total":5,"online":1,"quiet":2,"neverSeen":1}""");
        overview["quietLongest"]!.AsArray().Select(d => (string)d!["id"]!).ShouldBe([month.Device, week.Device]);
        overview["careFirst"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_overview_is_of_what_is_within_reach()
    {
        await using var own = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server, own.Tenant);
        await Finding(other, "CRITICAL", "Elsewhere");
        await Finding(own, "LOW", "Here");
        await server.Sql(own.Tenant, "update device set last_seen_at = now() - interval '7 days' where tenant_id = $1", Guid.Parse(own.Tenant.Id));
        var member = await own.Tenant.NewUserAt("MEMBER", "GROUP", own.Group);
        var overview = (await member.Get("/api/fleet/overview")).Expect(200).Json;
        overview["devices"]!.ToJsonString().ShouldBe("""{"total":1,"online":0,"quiet":1,"neverSeen":0}""");
        overview["openFindings"]!.ToJsonString().ShouldBe("""{"total":1,"critical":0,"high":0,"medium":0,"low":1}""");
        overview["careFirst"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(own.Device);
        overview["quietLongest"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(own.Device);
    }

    [Fact]
    public async Task Devices_are_found_by_name_and_host_name_and_nothing_in_a_search_is_a_pattern()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var plain = await TestSensor.Enroll(server, sensor.Tenant, sensor.Group);
        (await sensor.Tenant.Admin.Put($"/api/devices/{sensor.Device}", new { name = @"Ölmühle 100%_a\b" })).Expect(200);
        foreach (var search in new[] { "ÖLMÜHLE", "0%", "%_", @"a\b", "_a", " mühle " })
        {
            (await Found(sensor.Tenant.Admin, "devices", search)).ShouldBe([sensor.Device], search);
        }

        (await Found(sensor.Tenant.Admin, "devices", "%%")).ShouldBeEmpty();
        (await Found(sensor.Tenant.Admin, "devices", "w_b")).ShouldBeEmpty();
        (await Found(sensor.Tenant.Admin, "devices", "WEB-1")).ShouldBe([plain.Device, sensor.Device]);
        (await Found(sensor.Tenant.Admin, "devices", "web-1", $"&groupId={Guid.CreateVersion7()}")).ShouldBeEmpty();
        var first = (await sensor.Tenant.Admin.Get("/api/devices?search=web-1&limit=1")).Expect(200).Json;
        (await Found(sensor.Tenant.Admin, "devices", "web-1", $"&limit=1&cursor={first["nextCursor"]}")).ShouldBe([sensor.Device]);
        foreach (var search in new[] { "", "a", " a ", new string('a', 101), "a%00b", "a%0Ab" })
        {
            (await sensor.Tenant.Admin.Get($"/api/devices?search={search}")).Expect(400).Code.ShouldBe("request.bad_parameter");
        }
    }

    [Fact]
    public async Task Findings_are_found_by_title_rule_and_device_and_never_another_tenants_or_branchs()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server, sensor.Tenant);
        var own = await Finding(sensor, "LOW", "Findable 100%");
        var elsewhere = await Finding(other, "LOW", "Findable too");
        foreach (var (search, expected) in new (string, string[])[] { ("findable", [elsewhere, own]), ("0%", [own]), ("test.rule", [elsewhere, own]), ("web-1", [elsewhere, own]), ("%%", []) })
        {
            (await Found(sensor.Tenant.Admin, "findings", search)).ShouldBe(expected, search);
        }

        (await Found(sensor.Tenant.Admin, "findings", "findable", $"&state=OPEN&deviceId={sensor.Device}")).ShouldBe([own]);
        (await Found(sensor.Tenant.Admin, "findings", "findable", "&state=RESOLVED")).ShouldBeEmpty();
        var member = await sensor.Tenant.NewUserAt("MEMBER", "GROUP", sensor.Group);
        (await Found(member, "findings", "findable")).ShouldBe([own]);
        (await Found(member, "devices", "web-1")).ShouldBe([sensor.Device]);
        var stranger = await server.NewTenant();
        (await Found(stranger.Admin, "findings", "findable")).ShouldBeEmpty();
        (await Found(stranger.Admin, "devices", "web-1")).ShouldBeEmpty();
    }

    private static async Task<string[]> Found(ApiClient client, string list, string search, string more = "") =>
        [.. (await client.Get($"/api/{list}?search={Uri.EscapeDataString(search)}{more}")).Expect(200).Json["items"]!.AsArray().Select(i => (string)i!["id"]!)];

    private static async Task<List<(DateTimeOffset At, int? Score)>> Points(TestTenant tenant, string node, string query) =>
        [.. (await tenant.Admin.Get($"/api/health/{node}/history{query}")).Expect(200).Json["points"]!.AsArray().Select(p => ((DateTimeOffset)p!["at"]!, (int?)p["score"]))];

    private static Task Score(TestSensor sensor, int score) =>
        Eventually.Holds($"a score of {score}", async () => (int?)(await sensor.View()).Json["score"] == score);

    private async Task<string> Finding(TestSensor sensor, string severity, string title) => (await server.Sql(
        sensor.Tenant,
        """
        insert into finding (tenant_id, id, device_id, analyzer, rule, key, severity, title, detail, points, evidence, first_seen_at, last_seen_at, state)
        values ($1, $5, $2, 'SECURITY_EVENTS', 'test.rule', $4, $3, $4, 'd', 1, '[]', now(), now(), 'OPEN') returning id::text
        """,
        Guid.Parse(sensor.Tenant.Id), Guid.Parse(sensor.Device), severity, title, Guid.CreateVersion7()))[0];

    private Task<List<string>> Past(TestSensor sensor, string ago, int score) => server.Sql(
        sensor.Tenant,
        "insert into health_history (tenant_id, level, id, at, score) values ($1, 'DEVICE', $2, date_trunc('hour', now() - $3::text::interval, 'UTC'), $4)",
        Guid.Parse(sensor.Tenant.Id), Guid.Parse(sensor.Device), ago, score);
}
