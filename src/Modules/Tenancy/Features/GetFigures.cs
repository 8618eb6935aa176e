using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.RollUps;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What the caller's tenant lets those above see of how it stands, or what one below shows.</summary>
internal sealed class GetFigures(FiguresDb db, TenancyDb tenants) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/figures", (TenantId id, GetFigures feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(FiguresView.From));

    public async Task<Result<TenantFigures>> Handle(OpContext op, TenantId id, CancellationToken ct) =>
        await tenants.Tenant(op, id, ct) is not null && await db.Of(id, ct) is { } figures ? figures : TenancyProblems.TenantNotFound;
}
