using System.Text.Json;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>An endpoint on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where to.</param>
/// <param name="Description">For people.</param>
/// <param name="Events">Event names, or <c>*</c> alone for every event.</param>
/// <param name="Status">Whether it gets anything.</param>
/// <param name="DisabledReason">Why it gets nothing; null when it does.</param>
/// <param name="MaxRetries">0 to 10.</param>
/// <param name="TimeoutSeconds">For one attempt.</param>
/// <param name="RetryDelaySeconds">Before the first retry; doubles with each.</param>
/// <param name="Successes">Deliveries that it took.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="LastDeliveryAt">The last attempt; null before the first.</param>
/// <param name="NotBefore">It asked to be left alone until then.</param>
/// <param name="Scope">It hears of what happens at this node and below it; null for the whole tenant.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal record WebhookView(
    WebhookId Id,
    string Url,
    string Description,
    IReadOnlyList<string> Events,
    WebhookStatus Status,
    DisabledReason? DisabledReason,
    int MaxRetries,
    int TimeoutSeconds,
    int RetryDelaySeconds,
    long Successes,
    long Failures,
    DateTimeOffset? LastDeliveryAt,
    DateTimeOffset? NotBefore,
    Scope? Scope,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    public static WebhookView From(Webhook webhook) => new(
        webhook.Id,
        webhook.Url,
        webhook.Description,
        webhook.Events,
        webhook.Status,
        webhook.DisabledReason,
        webhook.Policy.MaxRetries,
        webhook.Policy.TimeoutSeconds,
        webhook.Policy.RetryDelaySeconds,
        webhook.Health.Successes,
        webhook.Health.Failures,
        webhook.Health.LastDeliveryAt,
        webhook.Health.NotBefore,
        webhook.Place.Node,
        webhook.CreatedAt,
        webhook.Version);

    /// <summary>The settings for the audit log. A URL's query may hold a credential, so it stays out.</summary>
    public static JsonElement Show(Webhook webhook) => AuditFact.Show(new
    {
        url = Bare(webhook.Url),
        webhook.Description,
        webhook.Events,
        webhook.Status,
        webhook.DisabledReason,
        webhook.Policy.MaxRetries,
        webhook.Policy.TimeoutSeconds,
        webhook.Policy.RetryDelaySeconds,
        scope = webhook.Place.Node,
    });

    public static AuditFact Fact(Webhook named, JsonElement? before, JsonElement? after) =>
        new("webhook", named.Id.Value, Bare(named.Url), before, after) { Category = AuditCategory.SystemConfig, Path = named.Place };

    private static string Bare(string url) => new Uri(url).GetLeftPart(UriPartial.Path);
}

/// <summary>A new endpoint on the wire.</summary>
internal sealed record CreatedWebhookView : WebhookView
{
    private CreatedWebhookView(WebhookView view, string secret) : base(view) => Secret = secret;

    /// <summary>The signing secret: shown this once.</summary>
    public string Secret { get; }

    public static CreatedWebhookView From((Webhook Webhook, string Secret) made) => new(From(made.Webhook), made.Secret);
}
