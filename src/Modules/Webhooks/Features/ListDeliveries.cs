using System.ComponentModel;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>An endpoint's deliveries, newest first; with <c>status=DEAD</c> its dead-letter queue.</summary>
internal sealed class ListDeliveries(WebhooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/webhooks/{id}/deliveries", (
                WebhookId id, [Description("Only deliveries that have come this far: a DeliveryStatus.")] string? status, PageQuery page, ListDeliveries feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, status, page.Request, ct).ToHttp(DeliveryView.From));

    public async Task<Result<Page<Delivery>>> Handle(OpContext op, WebhookId id, string? status, PageRequest page, CancellationToken ct)
    {
        DeliveryStatus? wanted = null;
        if (status is not null)
        {
            if (!EnumText.TryParse<DeliveryStatus>(status, out var named))
            {
                return WebhooksProblems.BadStatus;
            }

            wanted = named;
        }

        return await db.Webhook(op, id, ct) is null ? WebhooksProblems.NotFound : page.Cut(await db.Deliveries(op, id, wanted, page, ct), d => d.Id.Value);
    }
}
