using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>Sends a finished delivery once more, from the dead-letter queue or because the receiver lost it; its id and body stay the same.</summary>
internal sealed class RedeliverDelivery(WebhooksDb db, DeliveryWake wake, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/webhooks/deliveries/{id}/redeliver", (DeliveryId id, RedeliverDelivery feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(DeliveryView.From));

    public async Task<Result<Delivery>> Handle(OpContext op, DeliveryId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await WebhooksDb.DeliveryForUpdate(change, id, ct) is not { } delivery)
        {
            return WebhooksProblems.DeliveryNotFound;
        }

        if (await WebhooksDb.ForUpdate(change, delivery.Webhook, ct) is not { } webhook)
        {
            return WebhooksProblems.DeliveryNotFound;
        }

        if ((delivery.IsOpen ? WebhooksProblems.DeliveryOpen : webhook.IsActive ? null : WebhooksProblems.IsDisabled) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        WebhooksDb.Reopen(change, delivery, now);
        change.Audit(new AuditFact("webhook_delivery", id.Value, delivery.Event) { Path = webhook.Place });
        if (await change.Commit(ct) is { } problem)
        {
            return problem;
        }

        wake.Now();
        return delivery with { Status = DeliveryStatus.Pending, NextAttemptAt = now };
    }
}
