using System.Text.Json;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks.Contracts;

/// <summary>What is to be said to one endpoint.</summary>
/// <param name="Id">Its id for good: the same again is the same delivery.</param>
/// <param name="Type">As events are named.</param>
/// <param name="Data">What is said.</param>
/// <param name="Place">Where it happened.</param>
public sealed record WebhookMessage(Guid Id, string Type, JsonElement Data, ScopePath Place);

/// <summary>What somebody needs to say something to an endpoint, for modules that do it on somebody's behalf.</summary>
public static class WebhookRights
{
    /// <summary>To have an endpoint told what it has not asked for.</summary>
    public static Permission Tell => WebhooksPermissions.Write;
}

/// <summary>Says something to one endpoint of the tenant, for other modules.</summary>
public interface IWebhooks
{
    /// <summary>
    /// Adds a delivery to the caller's change; signed, sent and tried again as any. An endpoint that asks for events of this type hears of it by the event, and gets
    /// nothing more. Why not when there is none within reach of the operation, or it is disabled.
    /// </summary>
    /// <param name="change">A change in the tenant's store.</param>
    /// <param name="named">The endpoint's id, or its description; of several with one description, the oldest.</param>
    /// <param name="message">What is said.</param>
    /// <param name="ct">Cancels.</param>
    Task<Problem?> Tell(Change change, string named, WebhookMessage message, CancellationToken ct);
}
