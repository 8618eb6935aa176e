using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who of the tenants above acts, or has acted, in the caller's tenant, newest first.</summary>
internal sealed class ListVisits(VisitDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/visits", (PageQuery page, ListVisits feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(VisitView.From));

    public async Task<Result<Page<Visit>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.In(op, page, ct), v => v.Id.Value);
}
