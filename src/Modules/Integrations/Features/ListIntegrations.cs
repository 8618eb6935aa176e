using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>The tenant's integrations, newest first.</summary>
internal sealed class ListIntegrations(IntegrationsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations", (PageQuery page, ListIntegrations feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(IntegrationView.From));

    public async Task<Result<Page<Integration>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Integrations(op, page, ct), i => i.Id.Value);
}
