using Holdfast.Modules.Webhooks.Contracts;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>How far a delivery has come.</summary>
internal enum DeliveryStatus
{
    /// <summary>Not tried yet.</summary>
    Pending,

    /// <summary>The endpoint took it.</summary>
    Succeeded,

    /// <summary>The last attempt failed; there will be another.</summary>
    Failed,

    /// <summary>In the dead-letter queue: there will be no other attempt unless somebody asks for it.</summary>
    Dead,
}

/// <summary>One attempt.</summary>
/// <param name="At">When it began.</param>
/// <param name="Status">The answer's status; null when none came.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">In a word why it failed; null when the status says it.</param>
internal sealed record Attempt(DateTimeOffset At, int? Status, long DurationMs, string? Error);

/// <summary>One event for one endpoint.</summary>
internal sealed record Delivery(
    DeliveryId Id,
    WebhookId Webhook,
    string Event,
    Guid EventId,
    DeliveryStatus Status,
    IReadOnlyList<Attempt> Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt)
{
    public bool IsOpen => Status is DeliveryStatus.Pending or DeliveryStatus.Failed;
}
