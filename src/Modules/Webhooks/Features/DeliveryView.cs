using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>A delivery on the wire; the receiver sees its id as <c>webhook-id</c>.</summary>
internal sealed record DeliveryView(
    DeliveryId Id,
    WebhookId WebhookId,
    string Event,
    Guid EventId,
    DeliveryStatus Status,
    IReadOnlyList<Attempt> Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt)
{
    public static DeliveryView From(Delivery delivery) => new(
        delivery.Id, delivery.Webhook, delivery.Event, delivery.EventId, delivery.Status, delivery.Attempts, delivery.NextAttemptAt, delivery.CreatedAt);
}
