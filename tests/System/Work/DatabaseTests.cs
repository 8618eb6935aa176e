using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Work;

/// <summary>Tenants in several databases: what is one's is in its own, and one that is away is missed by its own tenants only.</summary>
public sealed class DatabaseTests(Installation installation)
{
    [Fact]
    public async Task A_database_that_is_away_is_its_own_tenants_trouble()
    {
        var lost = await installation.NewTenant("absent");
        var here = await installation.NewTenant("main");
        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => lost.Admin.Get("/api/organizations")));
        answers.ShouldAllBe(a => a.Status == 503 && a.Code == "server.unavailable");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await here.Admin.Get("/api/organizations")).Expect(200);

        var ready = (await (await installation.Server.Anonymous()).Get("/health/ready")).Expect(200);
        ready.Text("status").ShouldBe("degraded");
        ready.Json["parts"]!.AsArray().Where(p => (string?)p!["status"] != "ok").Select(p => ((string?)p!["name"], (string?)p!["status"])).ShouldBe([("database:absent", "away")]);

        // What it did in the control store waits for its own store, and went nowhere else.
        int.Parse((await installation.Sql("main", lost, "select count(*) from control.outbox where tenant_id = $1")).Single()).ShouldBeGreaterThan(2);
        (await OfTenant("main", lost)).ShouldBe(("0", "0"));
    }

    [Fact]
    public async Task What_a_tenant_elsewhere_does_in_the_control_store_arrives_in_its_own_store_and_in_no_other()
    {
        var tenant = await installation.NewTenant("second");
        await tenant.NewUser("USER");
        var created = await tenant.Audit("access.create_user");
        created.Count.ShouldBe(1);
        await tenant.Audit("access.register", 2);
        await Eventually.Holds("its events", async () => (await installation.Sql("second", tenant, "select name from event where tenant_id = $1 order by seq"))
            is ["tenant.created", "user.created", "user.created"]);
        (await OfTenant("main", tenant)).ShouldBe(("0", "0"));
    }

    [Fact]
    public async Task What_has_arrived_does_not_arrive_again()
    {
        var tenant = await installation.NewTenant("second");
        await tenant.Audit("access.register", 2);
        var before = await OfTenant("second", tenant);

        // As if the process had died after it was written there and before it left the outbox.
        await installation.Sql("main", tenant, """
            insert into control.outbox (tenant_id, id, kind, content, at)
            values ($1, $2, 'event', convert_to('{"id":"' || $2 || '","name":"tenant.created","at":"2026-01-01T00:00:00Z","data":{"name":"n","slug":"s"},"traceParent":null}', 'UTF8'), now())
            """, Guid.Parse((await installation.Sql("second", tenant, "select id from event where tenant_id = $1 limit 1")).Single()));
        await installation.Sql("main", tenant, "insert into work.outbox_due (tenant_id, id, due_at) select tenant_id, id, now() from control.outbox where tenant_id = $1");
        await installation.Wake("platform.carry_outbox");
        await Eventually.Holds("the outbox to be empty", async () => (await installation.Sql("main", tenant, "select count(*) from control.outbox where tenant_id = $1")).Single() == "0");
        (await OfTenant("second", tenant)).ShouldBe(before);
    }

    private async Task<(string Events, string Entries)> OfTenant(string database, TestTenant tenant) => (
        (await installation.Sql(database, tenant, "select count(*) from event where tenant_id = $1")).Single(),
        (await installation.Sql(database, tenant, "select count(*) from audit_entry where tenant_id = $1")).Single());
}
