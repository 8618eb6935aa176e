using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>An endpoint with something due.</summary>
internal readonly record struct Lane(TenantId Tenant, WebhookId Webhook);

/// <summary>A delivery that this process holds until its lease ends.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Body">What is sent.</param>
/// <param name="TraceParent">The trace of the change that published the event.</param>
/// <param name="EarlierTries">Attempts since it began.</param>
/// <param name="Claim">Which claim this is; an outcome counts only for the latest.</param>
internal sealed record Claimed(DeliveryId Id, string Event, string Body, string? TraceParent, int EarlierTries, long Claim);

/// <summary>What is held, for which endpoint.</summary>
/// <param name="Endpoint">The endpoint as it was at the claim; null when it is gone or disabled.</param>
/// <param name="Deliveries">What is held.</param>
/// <param name="NotBefore">The endpoint asked to be left alone until then.</param>
internal sealed record ClaimedBatch(Webhook? Endpoint, IReadOnlyList<Claimed> Deliveries, DateTimeOffset? NotBefore);

/// <summary>What an attempt came to.</summary>
internal sealed record Outcome(Lane Lane, Claimed Delivery, Attempt Attempt, Verdict Verdict);
