using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Plan">The key of the plan to try: more than the tenant's own, and no more than the caller's tenant has.</param>
/// <param name="Days">For how long, from now on.</param>
internal sealed record StartTrialRequest(string Plan, int Days);

/// <summary>
/// Lets a tenant below the caller's own try another plan for some days. It is said some days before that it will end; then its own plan holds again, at
/// that moment: nothing is removed, and nothing is made anew that is above that plan.
/// </summary>
internal sealed class StartTrial(PlanChanges changes, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/trial", (TenantId id, StartTrialRequest request, StartTrial feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, StartTrialRequest request, CancellationToken ct) => id == op.Tenant && !op.IsPlatform
        ? TenancyProblems.OwnPlan
        : (await changes.Make(op, id, default, (change, tenant) => changes.StartTrial(change, tenant, request.Plan, request.Days, op.Giver(), ct), ct)).Map(views.Of);
}
