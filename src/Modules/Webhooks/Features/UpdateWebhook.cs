using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>What is left out stays as it is.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Events">Event names, or <c>*</c> alone.</param>
/// <param name="Description">For people.</param>
/// <param name="Status">DISABLED takes what waits into the dead-letter queue; ACTIVE begins anew.</param>
/// <param name="MaxRetries">0 to 10.</param>
/// <param name="TimeoutSeconds">1 to 300.</param>
/// <param name="RetryDelaySeconds">1 to 3600.</param>
internal sealed record UpdateWebhookRequest(
    string? Url = null,
    IReadOnlyList<string>? Events = null,
    string? Description = null,
    WebhookStatus? Status = null,
    int? MaxRetries = null,
    int? TimeoutSeconds = null,
    int? RetryDelaySeconds = null) : IRequest
{
    public Problem? Check() => WebhookSettings.CheckDescription(Description);

    public DeliveryPolicy Policy(DeliveryPolicy present) =>
        new(MaxRetries ?? present.MaxRetries, TimeoutSeconds ?? present.TimeoutSeconds, RetryDelaySeconds ?? present.RetryDelaySeconds);
}

/// <summary>Changes an endpoint, switches it off or on again.</summary>
internal sealed class UpdateWebhook(WebhooksDb db, EventNames names, OutboundClient outbound) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/admin/webhooks/{id}", (WebhookId id, UpdateWebhookRequest request, IfMatch match, UpdateWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(WebhookView.From));

    public async Task<Result<Webhook>> Handle(OpContext op, WebhookId id, UpdateWebhookRequest request, IfMatch match, CancellationToken ct)
    {
        // Asks the network, so it stands before the change and its locks; whether there is such an endpoint is said first all the same.
        if (await db.Webhook(op, id, ct) is not { } present)
        {
            return WebhooksProblems.NotFound;
        }

        if ((request.Policy(present.Policy).Check()
            ?? (request.Events is { } wanted ? names.Check(wanted) : null)
            ?? (request.Url is { } url ? await outbound.Check(url, WebhooksProblems.Area, "url", ct) : null)) is { } wrong)
        {
            return wrong;
        }

        await using var change = db.Change();
        if ((await match.Take(WebhooksDb.ForUpdate(change, id, ct), WebhooksProblems.NotFound)).Fails(out var webhook, out var problem))
        {
            return problem;
        }

        var before = WebhookView.Show(webhook);
        webhook.Change(request.Url ?? webhook.Url, request.Description ?? webhook.Description, request.Events ?? webhook.Events, request.Policy(webhook.Policy));
        if (request.Status == WebhookStatus.Disabled && webhook.Disable(DisabledReason.ByUser))
        {
            WebhooksDb.Bury(change, id);
            change.Publish(new WebhookDisabled(id, EnumText.Of(DisabledReason.ByUser)), webhook.Place);
        }
        else if (request.Status == WebhookStatus.Active && !webhook.IsActive)
        {
            webhook.Enable();
            WebhooksDb.ForgetSlowness(change, id);
        }

        WebhooksDb.Update(change, webhook);
        change.Audit(WebhookView.Fact(webhook, before, WebhookView.Show(webhook)));
        return await change.Commit(webhook, ct);
    }
}
