using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Fleet;

/// <summary>What is too old goes, device by device, and nothing else does.</summary>
public sealed class PruningTests(TestServer server)
{
    [Fact]
    public async Task Old_telemetry_and_findings_that_were_resolved_long_ago_go_and_the_rest_stays()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var (tenant, device) = (sensor.Tenant, Guid.Parse(sensor.Device));
        foreach (var age in new[] { 40, 3 })
        {
            await server.Sql(tenant, "insert into metric_sample (device_id, at, id, name, value) select $1, now() - make_interval(days => $2), gen_random_uuid(), 'x', n from generate_series(1, 6000) n", device, age);
            await server.Sql(tenant, "insert into log_event (device_id, at, id, kind, source, raw) values ($1, now() - make_interval(days => $2), gen_random_uuid(), 'OTHER', 'journal', 'line')", device, age);
            await server.Sql(tenant, "insert into telemetry_message (tenant_id, device_id, id, received_at) values ($3, $1, gen_random_uuid(), now() - make_interval(days => $2))", device, age, Guid.Parse(tenant.Id));
            await server.Sql(tenant, "insert into inventory_change (tenant_id, device_id, at, content_hash) values ($3, $1, now() - make_interval(days => $2), '')", device, age, Guid.Parse(tenant.Id));
        }

        foreach (var (state, age) in new[] { ("RESOLVED", 400), ("RESOLVED", 40), ("OPEN", 400) })
        {
            await server.Sql(
                tenant,
                """
                insert into finding (tenant_id, id, device_id, analyzer, rule, key, severity, title, detail, points, evidence, first_seen_at, last_seen_at, resolved_at, state)
                values ($3, gen_random_uuid(), $1, 'SECURITY_EVENTS', 'r', $4, 'LOW', 't', 'd', 1, '[]', now(), now(), now() - make_interval(days => $2), $4)
                """,
                device, age, Guid.Parse(tenant.Id), state);
        }

        await server.Sql(tenant, "update telemetry_pruning set due_at = now() where device_id = $1", device);
        await server.Work("fleet.prune_telemetry");
        foreach (var table in new[] { "metric_sample 6000", "log_event 1", "telemetry_message 1", "inventory_change 1" })
        {
            (await server.Sql(tenant, "select count(*) from metric_sample where device_id = $1 and $2 = 'metric_sample' union all select count(*) from log_event where device_id = $1 and $2 = 'log_event'"
                + " union all select count(*) from telemetry_message where device_id = $1 and $2 = 'telemetry_message' union all select count(*) from inventory_change where device_id = $1 and $2 = 'inventory_change' order by 1 desc limit 1",
                device, table.Split(' ')[0])).ShouldBe([table.Split(' ')[1]], table);
        }

        (await server.Sql(tenant, "select state from finding where device_id = $1 order by state", device)).ShouldBe(["OPEN", "RESOLVED"]);
        (await server.Sql(tenant, "select (due_at > now() + interval '23 hours')::text from telemetry_pruning where device_id = $1", device)).ShouldBe(["true"]);
    }
}
