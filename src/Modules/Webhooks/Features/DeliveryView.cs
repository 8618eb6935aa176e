using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>A delivery on the wire; the receiver sees its id as <c>webhook-id</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="WebhookId">To which endpoint.</param>
/// <param name="Event">The event's name.</param>
/// <param name="EventId">The same for every endpoint that gets the event.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Attempts">The last attempts, oldest first.</param>
/// <param name="NextAttemptAt">When it is tried next; null when it is not.</param>
/// <param name="CreatedAt">When it was made.</param>
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
