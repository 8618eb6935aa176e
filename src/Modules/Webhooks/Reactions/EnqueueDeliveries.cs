using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks.Reactions;

/// <summary>An event becomes one delivery for each endpoint that wants it, with the body that all its attempts will send. Again for the same event adds nothing.</summary>
internal sealed class EnqueueDeliveries(DeliveryWake wake, TimeProvider time) : IHandleAll
{
    /// <summary>Its lane, under which endpoints say which events they want.</summary>
    public const string Lane = "webhooks.enqueue_deliveries";

    public async Task<Problem?> Handle(Change change, StoredEvent stored, CancellationToken ct)
    {
        var subscribed = await WebhooksDb.Subscribed(change, stored, ct);
        if (subscribed.Count > 0)
        {
            WebhooksDb.Enqueue(
                change,
                [.. subscribed.Select(webhook => (Id.New<DeliveryId>(time), webhook))],
                stored.Id,
                new Payload(stored.Name, stored.At, change.Op.Tenant, stored.Data),
                stored.TraceParent,
                time.GetUtcNow());
            change.OnCommitted(wake.Now);
        }

        return null;
    }
}
