using System.Diagnostics;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks;

/// <summary>Says something to one endpoint of the tenant, for other modules.</summary>
internal sealed class WebhooksContract(DeliveryWake wake, TimeProvider time) : IWebhooks
{
    public async Task<Problem?> Tell(Change change, string named, WebhookMessage message, CancellationToken ct)
    {
        if (await WebhooksDb.Named(change, named, ct) is not { } webhook)
        {
            return WebhooksProblems.NotFound;
        }

        if (!webhook.IsActive)
        {
            return WebhooksProblems.IsDisabled;
        }

        if (!webhook.HearsOf(message.Type, message.Place))
        {
            var now = time.GetUtcNow();
            var payload = new Payload(message.Type, now, change.Op.Tenant, message.Data);
            WebhooksDb.Enqueue(change, [(Id.New<DeliveryId>(time), webhook.Id)], message.Id, payload, Activity.Current?.Id, now);
            change.OnCommitted(wake.Now);
        }

        return null;
    }
}
