using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Ends the trial that a tenant below the caller's own has: its own plan holds from now on, and what it has stays.</summary>
internal sealed class EndTrial(PlanChanges changes, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tenants/{id}/trial", (TenantId id, IfMatch match, EndTrial feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, IfMatch match, CancellationToken ct) => id == op.Tenant && !op.IsPlatform
        ? TenancyProblems.OwnPlan
        : (await changes.Make(op, id, match, (change, tenant) => changes.EndTrial(change, tenant, ct), ct)).Map(views.Of);
}
