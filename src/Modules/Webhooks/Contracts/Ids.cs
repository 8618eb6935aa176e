using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Contracts;

/// <summary>An endpoint outside that is told of events.</summary>
public readonly partial record struct WebhookId(Guid Value) : IId<WebhookId>;

/// <summary>One event for one endpoint; what the receiver sees as <c>webhook-id</c>, the same in every attempt.</summary>
public readonly partial record struct DeliveryId(Guid Value) : IId<DeliveryId>;
