using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <param name="Url">Where to: https, at most 2048 characters, a public address.</param>
/// <param name="Events">Event names, or <c>*</c> alone for every event.</param>
/// <param name="Description">For people, at most 500 characters.</param>
/// <param name="MaxRetries">0 to 10.</param>
/// <param name="TimeoutSeconds">1 to 300, for one attempt.</param>
/// <param name="RetryDelaySeconds">1 to 3600 before the first retry; doubles with each.</param>
/// <param name="Scope">Only what happens at this node and below it; absent, everything in the tenant.</param>
internal sealed record CreateWebhookRequest(
    string Url,
    IReadOnlyList<string> Events,
    string? Description = null,
    int MaxRetries = 5,
    int TimeoutSeconds = 10,
    int RetryDelaySeconds = 60,
    Scope? Scope = null) : IRequest
{
    public DeliveryPolicy Policy() => new(MaxRetries, TimeoutSeconds, RetryDelaySeconds);

    public Problem? Check() => WebhookSettings.CheckDescription(Description) ?? Policy().Check();
}

/// <summary>Adds an endpoint, and shows its signing secret this once.</summary>
internal sealed class CreateWebhook(
    WebhooksDb db, WebhookSecrets secrets, EventNames names, ScopeTree tree, OutboundClient outbound, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Write).Behind(WebhooksFlags.Webhooks);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/webhooks", (CreateWebhookRequest request, CreateWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(CreatedWebhookView.From, view => $"/api/admin/webhooks/{view.Id}"));

    public async Task<Result<(Webhook Webhook, string Secret)>> Handle(OpContext op, CreateWebhookRequest request, CancellationToken ct)
    {
        if ((names.Check(request.Events) ?? await outbound.Check(request.Url, WebhooksProblems.Area, "url", ct)) is { } wrong)
        {
            return wrong;
        }

        var place = await Place(op, request.Scope, ct);
        if (!place.Succeeded)
        {
            return place.Problem;
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
            place.Value,
            WebhookHealth.Untried);
        await using var change = db.Change();
        if (await quotas.Take(change, WebhooksDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        WebhooksDb.Insert(change, webhook);
        change.Audit(WebhookView.Fact(webhook, null, WebhookView.Show(webhook)));
        return await change.Commit((webhook, secret), ct);
    }

    private async Task<Result<ScopePath>> Place(OpContext op, Scope? wanted, CancellationToken ct) =>
        await tree.Find(op, wanted ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place ? WebhooksProblems.UnknownScope
        : op.Reach.Covers(place) ? place
        : place == ScopePath.Tenant ? OperationProblems.OutOfReach(WebhooksPermissions.Write.Name)
        : WebhooksProblems.UnknownScope;
}
