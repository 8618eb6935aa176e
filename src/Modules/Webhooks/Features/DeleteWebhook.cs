using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>Removes an endpoint and its deliveries.</summary>
internal sealed class DeleteWebhook(WebhooksDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/webhooks/{id}", (WebhookId id, IfMatch match, DeleteWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(WebhooksPermissions.Write);

    public async Task<Result<Done>> Handle(OpContext op, WebhookId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await WebhooksDb.ForUpdate(change, id, ct) is not { } webhook)
        {
            return WebhooksProblems.NotFound;
        }

        if (match.Check(webhook.Version) is { } stale)
        {
            return stale;
        }

        WebhooksDb.Delete(change, id);
        change.Audit(WebhookView.Fact(webhook, WebhookView.Show(webhook), null));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
