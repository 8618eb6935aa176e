using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.RollUps;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What the tenants below the caller's own let those above see of how they stand, the newest tenants first.</summary>
internal sealed class ListFigures(FiguresDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenant-figures", (PageQuery page, ListFigures feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(FiguresView.From));

    public async Task<Result<Page<TenantFigures>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.Below(op, page, ct), f => f.Tenant.Value);
}
