using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>Whether an endpoint gets anything.</summary>
internal enum WebhookStatus
{
    Active,
    Disabled,
}

/// <summary>Why an endpoint gets nothing.</summary>
internal enum DisabledReason
{
    /// <summary>It answered 410 Gone.</summary>
    Gone,

    /// <summary>Somebody switched it off.</summary>
    ByUser,
}

/// <summary>What the deliveries so far say of an endpoint.</summary>
/// <param name="Successes">Deliveries that it took.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="LastDeliveryAt">The last attempt.</param>
/// <param name="NotBefore">It asked to be left alone until then.</param>
internal sealed record WebhookHealth(long Successes, long Failures, DateTimeOffset? LastDeliveryAt, DateTimeOffset? NotBefore)
{
    public static WebhookHealth Untried { get; } = new(0, 0, null, null);
}

/// <summary>An endpoint outside that is told of events.</summary>
internal sealed class Webhook(
    WebhookId id,
    string url,
    string description,
    IReadOnlyList<string> events,
    DeliveryPolicy policy,
    WebhookStatus status,
    DisabledReason? disabledReason,
    byte[] sealedSecret,
    long version,
    DateTimeOffset createdAt,
    ScopePath place,
    WebhookHealth health) : IVersioned
{
    public WebhookId Id { get; } = id;

    public string Url { get; private set; } = url;

    public string Description { get; private set; } = description;

    /// <summary>Event names, or <c>*</c> for every event.</summary>
    public IReadOnlyList<string> Events { get; private set; } = events;

    public DeliveryPolicy Policy { get; private set; } = policy;

    public WebhookStatus Status { get; private set; } = status;

    public DisabledReason? DisabledReason { get; private set; } = disabledReason;

    public byte[] SealedSecret { get; } = sealedSecret;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>It hears of what happens there and below.</summary>
    public ScopePath Place { get; } = place;

    public WebhookHealth Health { get; } = health;

    public bool IsActive => Status == WebhookStatus.Active;

    /// <summary>Whether it asks for an event, and hears of the place where that happens.</summary>
    public bool HearsOf(string name, ScopePath at) => (Events.Contains(EventNames.Every) || Events.Contains(name))
        && (Place.Device is { } device ? device == at.Device : Place.Group is { } group ? group == at.Group : Place.Organization is not { } organization || organization == at.Organization);

    public void Change(string url, string description, IReadOnlyList<string> events, DeliveryPolicy policy)
    {
        (Url, Description, Events, Policy) = (url, description, events, policy);
        Version++;
    }

    /// <summary>False when it is disabled already.</summary>
    public bool Disable(DisabledReason reason)
    {
        if (!IsActive)
        {
            return false;
        }

        (Status, DisabledReason) = (WebhookStatus.Disabled, reason);
        Version++;
        return true;
    }

    public void Enable()
    {
        (Status, DisabledReason) = (WebhookStatus.Active, null);
        Version++;
    }
}
