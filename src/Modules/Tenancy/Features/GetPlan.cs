using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The plan of the caller's tenant, or of one below it: what it tries, and which parts of the product are on.</summary>
internal sealed class GetPlan(TenancyDb db, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/plan", (TenantId id, GetPlan feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, CancellationToken ct) =>
        await db.Tenant(op, id, ct) is { } tenant ? views.Of(tenant) : TenancyProblems.TenantNotFound;
}
