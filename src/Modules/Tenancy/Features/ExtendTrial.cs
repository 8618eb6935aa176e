using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Days">How much later it ends.</param>
internal sealed record ExtendTrialRequest(int Days);

/// <summary>Puts off the end of the trial that a tenant below the caller's own has; as often as the operator allows.</summary>
internal sealed class ExtendTrial(PlanChanges changes, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/trial", (TenantId id, ExtendTrialRequest request, IfMatch match, ExtendTrial feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, ExtendTrialRequest request, IfMatch match, CancellationToken ct) => id == op.Tenant && !op.IsPlatform
        ? TenancyProblems.OwnPlan
        : (await changes.Make(op, id, match, (change, tenant) => changes.ExtendTrial(change, tenant, request.Days, ct), ct)).Map(views.Of);
}
