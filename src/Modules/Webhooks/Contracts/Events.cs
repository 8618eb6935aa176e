using Holdfast.Platform.Data;

namespace Holdfast.Modules.Webhooks.Contracts;

/// <summary>An endpoint gets nothing more until somebody enables it again.</summary>
/// <param name="Webhook">The endpoint.</param>
/// <param name="Reason">GONE: it answered 410. BY_USER: somebody switched it off.</param>
public sealed record WebhookDisabled(WebhookId Webhook, string Reason) : IEvent
{
    static string IEvent.Name => "webhook.disabled";
}
