using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks.Reactions;

/// <summary>Every event becomes one delivery for each endpoint that wants it, with the body that all its attempts will send. Again for the same event adds nothing.</summary>
internal sealed class EnqueueDeliveries(WebhooksDb db, DeliveryWake wake, TimeProvider time) : IHandleAll
{
    public async Task Handle(OpContext op, StoredEvent stored, CancellationToken ct)
    {
        await using var change = db.Change();
        var subscribed = await WebhooksDb.Subscribed(change, stored.Name, stored.At, ct);
        if (subscribed.Count == 0)
        {
            return;
        }

        WebhooksDb.Enqueue(
            change,
            [.. subscribed.Select(webhook => (Id.New<DeliveryId>(time), webhook))],
            stored.Id,
            new Payload(stored.Name, stored.At, op.Tenant, stored.Data),
            stored.TraceParent,
            time.GetUtcNow());
        await change.Commit(ct);
        wake.Now();
    }
}
