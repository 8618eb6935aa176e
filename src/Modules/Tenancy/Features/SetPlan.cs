using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Plan">The plan's key; no plan above the one that the caller's tenant has.</param>
internal sealed record SetPlanRequest(string Plan);

/// <summary>
/// Gives a tenant below the caller's own another plan. What it has beyond that plan's limits or flags stays and goes on; nothing is made anew that is
/// above them. A trial of a plan that is no more ends.
/// </summary>
internal sealed class SetPlan(PlanChanges changes, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/plan", (TenantId id, SetPlanRequest request, IfMatch match, SetPlan feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, SetPlanRequest request, IfMatch match, CancellationToken ct) => id == op.Tenant && !op.IsPlatform
        ? TenancyProblems.OwnPlan
        : (await changes.Make(op, id, match, (change, tenant) => changes.SetPlan(change, tenant, request.Plan, op.Giver(), ct), ct)).Map(views.Of);
}
