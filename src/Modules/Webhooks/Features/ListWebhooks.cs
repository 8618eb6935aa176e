using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>The tenant's endpoints, newest first.</summary>
internal sealed class ListWebhooks(WebhooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/webhooks", (PageQuery page, ListWebhooks feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(WebhookView.From));

    public async Task<Result<Page<Webhook>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Webhooks(op, page, ct), w => w.Id.Value);
}
