using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Quota">The quota's name.</param>
/// <param name="Limit">How much the tenant may have: 0 to 1,000,000,000,000,000, and no more than the caller's tenant may.</param>
/// <param name="ExpiresAt">From when on the plan's limit holds again, or the usual one; absent, it does not end by itself.</param>
internal sealed record LimitRequest(string Quota, long Limit, DateTimeOffset? ExpiresAt = null);

/// <param name="Limits">The tenant's own limits, at most one of a quota. Of a quota that is not named the plan's limit holds, or the usual one.</param>
internal sealed record SetQuotasRequest(IReadOnlyList<LimitRequest> Limits);

/// <summary>Gives a tenant below the caller's own limits of its own. What it has beyond a lower limit it keeps, and gets no more.</summary>
internal sealed class SetQuotas(PlanChanges changes, QuotaViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/quotas", (TenantId id, SetQuotasRequest request, IfMatch match, SetQuotas feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(view => view));

    public async Task<Result<QuotasView>> Handle(OpContext op, TenantId id, SetQuotasRequest request, IfMatch match, CancellationToken ct)
    {
        if (id == op.Tenant && !op.IsPlatform)
        {
            return TenancyProblems.OwnQuotas;
        }

        // JSON may hold null where a list's element is.
        var asked = request.Limits.Select(l => l is null ? ("", 0, null) : (l.Quota, l.Limit, l.ExpiresAt)).ToArray();
        return (await changes.Make(op, id, match, (change, tenant) => changes.SetLimits(change, tenant, asked, op.Giver(), ct), ct)).Fails(out var changed, out var problem)
            ? problem
            : await views.Of(op, changed, ct);
    }
}
