using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Flag">The flag's name.</param>
/// <param name="IsOn">Whether it is on, whatever the plan says.</param>
/// <param name="ExpiresAt">From when on the plan says it again; absent, that does not come by itself.</param>
internal sealed record FlagRequest(string Flag, bool IsOn, DateTimeOffset? ExpiresAt = null);

/// <param name="Flags">The tenant's overrides, at most one of a flag; on only what is on in the caller's tenant. Of a flag that is not named the plan says it.</param>
internal sealed record SetFlagsRequest(IReadOnlyList<FlagRequest> Flags);

/// <summary>Turns parts of the product on or off in a tenant below the caller's own, whatever its plan says, until a time if one likes.</summary>
internal sealed class SetFlags(PlanChanges changes, PlanViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/flags", (TenantId id, SetFlagsRequest request, IfMatch match, SetFlags feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(view => view));

    public async Task<Result<TenantPlanView>> Handle(OpContext op, TenantId id, SetFlagsRequest request, IfMatch match, CancellationToken ct)
    {
        if (id == op.Tenant && !op.IsPlatform)
        {
            return TenancyProblems.OwnPlan;
        }

        // JSON may hold null where a list's element is.
        var asked = request.Flags.Select(f => f is null ? ("", false, null) : (f.Flag, f.IsOn, f.ExpiresAt)).ToArray();
        return (await changes.Make(op, id, match, (change, tenant) => changes.SetFlags(change, tenant, asked, op.Giver(), ct), ct)).Map(views.Of);
    }
}
