using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>Removes an endpoint and its deliveries.</summary>
internal sealed class DeleteWebhook(WebhooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/webhooks/{id}", (WebhookId id, IfMatch match, DeleteWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, WebhookId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(WebhooksDb.ForUpdate(change, id, ct), WebhooksProblems.NotFound)).Fails(out var webhook, out var problem))
        {
            return problem;
        }

        WebhooksDb.Delete(change, id);
        await Quotas.Return(change, WebhooksDb.Quota, 1, ct);
        change.Audit(WebhookView.Fact(webhook, WebhookView.Show(webhook), null));
        return await change.Commit(Done.Value, ct);
    }
}
