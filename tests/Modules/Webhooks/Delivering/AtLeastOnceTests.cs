using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Modules.Webhooks.Reactions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Tests.Modules.Webhooks.Delivering;

public sealed class AtLeastOnceTests(WebhookServer server) : IAsyncLifetime
{
    private readonly CancellationToken ct = TestContext.Current.CancellationToken;
    private TestTenant tenant = null!;
    private Receiver receiver = null!;

    public async ValueTask InitializeAsync() => (tenant, receiver) = (await server.NewTenant(), await Receiver.Start());

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task An_event_that_is_handled_twice_is_delivered_once()
    {
        var (webhook, _) = await tenant.NewWebhook(receiver);
        var stored = new StoredEvent(Guid.CreateVersion7(), "organization.created", TimeProvider.System.GetUtcNow(), AuditFact.Show(new { name = "x" }), null, ScopePath.Tenant);
        for (var i = 0; i < 2; i++)
        {
            await using var scope = await Scope(server.Server);
            await using var change = scope.ServiceProvider.GetRequiredService<DeliveriesDb>().Change();
            (await scope.ServiceProvider.GetRequiredService<EnqueueDeliveries>().Handle(change, stored, ct)).ShouldBeNull();
            await change.Commit(ct);
        }

        await tenant.DeliveryThatIs(webhook, "SUCCEEDED");
        receiver.All.Count.ShouldBe(1);
        (await tenant.Deliveries(webhook)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_sent_when_its_lease_ends_with_the_same_id_and_the_dead_have_no_say()
    {
        receiver.Answers = _ => new Reply(500);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 1, retryDelaySeconds: 3600);
        await tenant.NewOrganization();
        var id = (string)(await tenant.DeliveryThatIs(webhook, "FAILED"))["id"]!;
        receiver.Answers = _ => new Reply(200);

        // Claimed by nobody who lives: its lease is all that is left.
        await server.Sql(tenant, "update webhook_delivery set claim = claim + 1 where id = $1", Guid.Parse(id));
        await server.Sql(tenant, "update webhook_due set due_at = now() + interval '1 second' where delivery_id = $1", Guid.Parse(id));
        await tenant.DeliveryThatIs(webhook, "SUCCEEDED", id);
        receiver.All.Select(r => r.Id).ShouldBe([id, id]);

        await using var scope = await Scope(server.Server);
        await using var change = scope.ServiceProvider.GetRequiredService<DeliveriesDb>().Change();
        var late = new Claimed(DeliveryId.From(Guid.Parse(id)), "organization.created", "", null, 1, 2);
        DeliveriesDb.Record(change, new Outcome(default, late, new Attempt(DateTimeOffset.UnixEpoch, 500, 1, null), new Verdict(DeliveryStatus.Dead, null, null, false)));
        await change.Commit(ct);
        (await tenant.DeliveryThatIs(webhook, "SUCCEEDED", id))["attempts"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_claim_is_exclusive_until_its_lease_ends()
    {
        receiver.Answers = _ => new Reply(500);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 1, retryDelaySeconds: 3600);
        await tenant.NewOrganization();
        await tenant.DeliveryThatIs(webhook, "FAILED");
        var lane = WebhookId.From(Guid.Parse(webhook));
        await using var scope = await Scope(server.Server);
        var db = scope.ServiceProvider.GetRequiredService<DeliveriesDb>();
        await using var first = db.Change();
        await first.Execute($"update webhook_due set due_at = now() where tenant_id = {first.Op.Tenant} and webhook_id = {lane}", ct);
        (await DeliveriesDb.Claim(first, lane, 10, TimeSpan.FromHours(1), ct)).Count.ShouldBe(1);
        await first.Commit(ct);
        await using var second = db.Change();
        (await DeliveriesDb.Claim(second, lane, 10, TimeSpan.FromHours(1), ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopping_worker_lets_deliveries_finish_and_hands_the_rest_back()
    {
        await using var own = TestServer.With(new Dictionary<string, string?>(WebhookServer.Settings) { ["Holdfast:webhooks:StopGrace"] = "00:00:02" });
        tenant = await own.NewTenant();
        await using var stalling = await Receiver.Start();
        stalling.Answers = _ => new Reply(200) { Stalls = true };
        var gate = new TaskCompletionSource();
        receiver.Answers = _ => new Reply(200) { After = gate.Task };
        var (slow, _) = await tenant.NewWebhook(receiver, timeoutSeconds: 60);
        var (stuck, _) = await tenant.NewWebhook(stalling, timeoutSeconds: 60);
        await tenant.NewOrganization();
        await receiver.Next("the slow one");
        await stalling.Next("the stuck one");

        var runner = (await own.Services()).GetServices<IHostedService>().OfType<WorkRunner>().Single();
        var stopping = runner.StopAsync(ct);
        gate.SetResult();
        await stopping;
        await tenant.DeliveryThatIs(slow, "SUCCEEDED");
        var back = await tenant.DeliveryThatIs(stuck, "PENDING");
        back["attempts"]!.AsArray().ShouldBeEmpty();
        var (lanes, _) = await DeliveriesDb.DueLanes((await own.Services()).GetRequiredService<IStores>().Control.Database, new WorkQuery(10, []), ct);
        lanes.Select(l => l.Id.ToString()).ShouldBe([stuck]);
    }

    [Fact]
    public async Task Old_deliveries_are_pruned_and_open_ones_are_not()
    {
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 1, retryDelaySeconds: 3600);
        await tenant.NewOrganization();
        await tenant.DeliveryThatIs(webhook, "SUCCEEDED");
        receiver.Answers = _ => new Reply(500);
        await tenant.NewOrganization();
        var open = (string)(await tenant.DeliveryThatIs(webhook, "FAILED"))["id"]!;
        await server.Sql(tenant, "update webhook_delivery set created_at = now() - interval '31 days', finished_at = finished_at - interval '31 days' where webhook_id = $1", Guid.Parse(webhook));
        await server.Sql(tenant, "update webhook_pruning set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Server.Work("webhooks.prune_deliveries");
        (await tenant.Deliveries(webhook)).Select(d => (string)d["id"]!).ShouldBe([open]);
    }

    private OpContext Op() => OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "test");

    private async Task<AsyncServiceScope> Scope(TestServer of) => (await of.Services()).OpenOp(Op());
}
