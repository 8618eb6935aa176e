using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>One endpoint.</summary>
internal sealed class GetWebhook(WebhooksDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/webhooks/{id}", (WebhookId id, GetWebhook feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(WebhookView.From));

    public async Task<Result<Webhook>> Handle(OpContext op, WebhookId id, CancellationToken ct) =>
        await db.Webhook(op, id, ct) is { } webhook ? webhook : WebhooksProblems.NotFound;
}
