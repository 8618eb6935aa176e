using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Features;

/// <param name="Url">Where to: https, at most 2048 characters, a public address.</param>
/// <param name="Events">Event names, or <c>*</c> alone for every event.</param>
/// <param name="Description">For people, at most 500 characters.</param>
/// <param name="MaxRetries">0 to 10.</param>
/// <param name="TimeoutSeconds">1 to 300, for one attempt.</param>
/// <param name="RetryDelaySeconds">1 to 3600 before the first retry; doubles with each.</param>
internal sealed record CreateWebhookRequest(
    string Url, IReadOnlyList<string> Events, string? Description = null, int MaxRetries = 5, int TimeoutSeconds = 10, int RetryDelaySeconds = 60) : IRequest
{
    public DeliveryPolicy Policy() => new(MaxRetries, TimeoutSeconds, RetryDelaySeconds);

    public Problem? Check() => WebhookSettings.CheckDescription(Description) ?? Policy().Check();
}

/// <summary>Adds an endpoint, and shows its signing secret this once.</summary>
internal sealed class CreateWebhook(
    WebhooksDb db, WebhookSecrets secrets, EventNames names, OutboundClient outbound, IOptions<WebhooksOptions> options, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/webhooks", (CreateWebhookRequest request, CreateWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(CreatedWebhookView.From, view => $"/api/admin/webhooks/{view.Id}"))
        .Requires(WebhooksPermissions.Write);

    public async Task<Result<(Webhook Webhook, string Secret)>> Handle(OpContext op, CreateWebhookRequest request, CancellationToken ct)
    {
        if ((names.Check(request.Events) ?? await outbound.Check(request.Url, WebhooksProblems.Area, "url", ct)) is { } wrong)
        {
            return wrong;
        }

        if (await db.Count(op, ct) >= options.Value.MaxWebhooks)
        {
            return WebhooksProblems.TooMany(options.Value.MaxWebhooks);
        }

        var id = Id.New<WebhookId>(time);
        var secret = DeliverySigner.NewSecret();
        var webhook = new Webhook(
            id,
            request.Url,
            request.Description ?? "",
            request.Events,
            request.Policy(),
            WebhookStatus.Active,
            null,
            secrets.Seal(op.Tenant, id, secret),
            1,
            time.GetUtcNow(),
            WebhookHealth.Untried);
        await using var change = db.Change();
        WebhooksDb.Insert(change, webhook);
        change.Audit(WebhookView.Fact(webhook, null, WebhookView.Show(webhook)));
        return await change.Commit(ct) is { } problem ? problem : (webhook, secret);
    }
}
