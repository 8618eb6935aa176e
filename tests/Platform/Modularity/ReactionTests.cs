using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Platform.Modularity;

/// <summary>What a reaction has done is there once or not at all, in order, whatever it answers.</summary>
public sealed class ReactionTests
{
    private static readonly Problem No = new(ProblemKind.Conflict, "probe.no", "No.");
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_events_of_a_lane_share_a_transaction_and_keep_their_order()
    {
        var script = new ProbeScript();
        await using var server = ProbeModule.Server(script);
        var tenant = await server.NewTenant();
        await Publish(server, tenant, Enumerable.Range(1, 40));
        (await Noted(server, tenant, 40)).ShouldBe(Enumerable.Range(1, 40));
        script.Asked.Select(a => a.Number).ShouldBe(Enumerable.Range(1, 40));
        script.Asked.Select(a => a.Transaction).Distinct().Count().ShouldBeLessThan(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_refused_or_fails_takes_nothing_with_it_and_is_tried_again(bool throws)
    {
        var script = new ProbeScript { Answers = (number, attempt) => number != 3 || attempt >= 4 ? null : throws ? throw new InvalidOperationException("It fails.") : No };
        await using var server = ProbeModule.Server(script);
        var tenant = await server.NewTenant();
        await Publish(server, tenant, [1, 2, 3, 4, 5]);
        (await Noted(server, tenant, 5)).ShouldBe([1, 2, 3, 4, 5]);

        // With growing pauses, and not as fast as it can.
        script.Asked.Count(a => a.Number == 3).ShouldBeInRange(4, 5);
        script.Asked.Count(a => a.Number == 1).ShouldBeLessThan(4);
    }

    [Fact]
    public async Task What_is_refused_for_the_last_time_is_set_aside_and_the_lane_goes_on()
    {
        var script = new ProbeScript { Answers = (number, _) => number == 1 ? No : null };
        await using var server = ProbeModule.Server(script, new Dictionary<string, string?> { ["Holdfast:Events:MaxAttempts"] = "2" });
        var tenant = await server.NewTenant();
        await Publish(server, tenant, [1, 2]);
        (await Noted(server, tenant, 1)).ShouldBe([2]);
        (await server.Sql(tenant, "select due_at::text || ' ' || attempts from event_pending where handler = 'probe.note_probe'")).ShouldBe(["infinity 2"]);
        server.Log.ShouldContain(l => l.Contains("set aside: True probe.no", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mark_whose_subscription_is_gone_is_dropped_and_said()
    {
        await using var server = ProbeModule.Server(new ProbeScript());
        var tenant = await server.NewTenant();
        await tenant.NewOrganization();
        await server.Sql(tenant, """
            insert into event_pending (tenant_id, handler, seq, due_at)
            select tenant_id, handler, seq, now() from event cross join unnest(array['probe.note_probe', 'probe.long_gone']) handler where name = 'organization.created'
            """);
        await Eventually.Holds("the marks to be dropped", async () => (await server.Sql(tenant, "select handler from event_pending where handler like 'probe.%'")).Count == 0);
        foreach (var handler in new[] { "probe.note_probe", "probe.long_gone" })
        {
            server.Log.ShouldContain(l => l.Contains($"{handler} does not handle organization.created any more", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_event_that_no_module_lists_cannot_be_published()
    {
        await using var server = ProbeModule.Server(new ProbeScript());
        var tenant = await server.NewTenant();
        await using var scope = (await server.Services()).OpenOp(Op(tenant));
        await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Change();
        change.Publish(new ProbeForgotten());
        (await Should.ThrowAsync<InvalidOperationException>(() => change.Commit(Stop))).Message.ShouldStartWith("No module lists the event 'probe.forgotten'");
    }

    [Fact]
    public async Task A_lane_that_waits_is_not_due_however_many_marks_stand_behind_its_first_and_nobody_waits_for_it()
    {
        await using var server = ProbeModule.Server(new ProbeScript(), new Dictionary<string, string?> { ["Holdfast:Server:Roles"] = "Api" });
        var (waiting, due) = (await server.NewTenant(), await server.NewTenant());
        await server.Sql(waiting, """
            insert into event_pending (tenant_id, handler, seq, due_at)
            select $1, 'probe.lane_' || lane, n, now() + case n when 1 then interval '1 hour' else interval '-1 hour' end from generate_series(1, 3) n, generate_series(1, 700) lane
            """, Guid.Parse(waiting.Id));
        await server.Sql(due, "insert into event_pending (tenant_id, handler, seq, due_at) values ($1, 'probe.note_probe', 1, now())", Guid.Parse(due.Id));
        await using var scope = (await server.Services()).OpenWork(OpContext.OfSystem(default, "test", "test"));
        var work = ActivatorUtilities.CreateInstance<RunReactions>(scope.ServiceProvider);
        var found = await work.Find(scope.ServiceProvider.GetRequiredService<IStores>().Control.Database, new WorkQuery(4, []), Stop);
        found.Where(i => i.Name!.StartsWith("probe.", StringComparison.Ordinal)).Select(i => (i.Tenant.ToString(), i.Name)).ShouldBe([(due.Id, "probe.note_probe")]);
    }

    [Fact]
    public async Task Where_nobody_is_interested_an_event_gets_no_mark()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Server:Roles"] = "Api",
            ["Holdfast:Outbound:AllowHttp"] = "true",
            ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        });
        var tenant = await server.NewTenant();
        await tenant.NewOrganization();
        (await Marks()).ShouldBeEmpty();

        var webhook = (await tenant.Admin.Post("/api/admin/webhooks", new { url = StockedTenant.Nowhere, events = new[] { "organization.created" } })).Expect(201).Id;
        await tenant.NewGroup();
        (await Marks()).ShouldBe(["webhooks.enqueue_deliveries organization.created"]);

        (await tenant.Admin.Patch($"/api/admin/webhooks/{webhook}", new { events = new[] { "*" } })).Expect(200);
        await tenant.NewOrganization();
        (await Marks()).Count.ShouldBe(2);

        (await tenant.Admin.Patch($"/api/admin/webhooks/{webhook}", new { status = "DISABLED" })).Expect(200);
        await tenant.NewOrganization();
        (await Marks()).Count.ShouldBe(2);

        Task<List<string>> Marks() => server.Sql(tenant, "select p.handler || ' ' || e.name from event_pending p join event e on e.tenant_id = p.tenant_id and e.seq = p.seq where e.name <> 'tenant.created' order by p.seq");
    }

    private static OpContext Op(TestTenant tenant) => OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "test");

    private static async Task Publish(TestServer server, TestTenant tenant, IEnumerable<int> numbers)
    {
        await using var scope = (await server.Services()).OpenOp(Op(tenant));
        await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Change();
        foreach (var number in numbers)
        {
            change.Publish(new ProbeHappened(number));
        }

        (await change.Commit(Stop)).ShouldBeNull();
    }

    // What the reactions have committed, in its order, once it is that much.
    private static Task<List<int>> Noted(TestServer server, TestTenant tenant, int count) => Eventually.Get($"{count} reactions", async () =>
    {
        var noted = await server.Sql(tenant, "select data ->> 'number' from event where name = 'probe.noted' order by seq");
        return noted.Count < count ? null : noted.Select(int.Parse).ToList();
    });
}
