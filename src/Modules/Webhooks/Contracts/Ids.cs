using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Contracts;

/// <summary>An endpoint outside that is told of events.</summary>
public readonly record struct WebhookId(Guid Value) : IId<WebhookId>
{
    /// <inheritdoc/>
    public static WebhookId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WebhookId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>One event for one endpoint; what the receiver sees as <c>webhook-id</c>, the same in every attempt.</summary>
public readonly record struct DeliveryId(Guid Value) : IId<DeliveryId>
{
    /// <inheritdoc/>
    public static DeliveryId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DeliveryId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
