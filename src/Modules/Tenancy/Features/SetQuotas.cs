using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Quota">The quota's name.</param>
/// <param name="Limit">How much the tenant may have: 0 to 1,000,000,000,000.</param>
/// <param name="ExpiresAt">From when on the usual limit holds again; absent, it does not end by itself.</param>
internal sealed record LimitRequest(string Quota, long Limit, DateTimeOffset? ExpiresAt = null);

/// <param name="Limits">The tenant's own limits, at most one of a quota. Of a quota that is not named the usual limit holds.</param>
internal sealed record SetQuotasRequest(IReadOnlyList<LimitRequest> Limits);

/// <summary>Gives a tenant below the caller's own limits of its own. What it has beyond a lower limit it keeps, and gets no more.</summary>
internal sealed class SetQuotas(TenancyDb db, QuotaTable table, QuotaViews views, TenantLimits limits, TimeProvider time) : IFeature
{
    private const long Most = 1_000_000_000_000;

    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/quotas", (TenantId id, SetQuotasRequest request, IfMatch match, SetQuotas feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(view => view));

    public async Task<Result<QuotasView>> Handle(OpContext op, TenantId id, SetQuotasRequest request, IfMatch match, CancellationToken ct)
    {
        if (id == op.Tenant)
        {
            return TenancyProblems.OwnQuotas;
        }

        var now = time.GetUtcNow();
        if (Check(request, now) is { } wrong)
        {
            return wrong;
        }

        await using var change = db.ChangeAcross();
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        var before = await QuotaLimitDb.Of(change, id, now, ct);
        var after = request.Limits.ToDictionary(l => l.Quota, l => new TenantLimit(l.Limit, l.ExpiresAt?.ToUniversalTime()), StringComparer.Ordinal);
        QuotaLimitDb.Set(change, id, after, now);
        tenant.Renew();
        TenancyDb.Update(change, tenant);
        change.In(id).Publish(new TenantQuotasChanged(after.ToDictionary(l => l.Key, l => l.Value.Most, StringComparer.Ordinal)));
        var fact = new AuditFact("tenant", id.Value, tenant.Name, AuditFact.Show(before), AuditFact.Show(after)) { Category = AuditCategory.SystemConfig };
        change.Audit(fact);
        change.In(id).Audit(fact);
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await limits.Refresh(CancellationToken.None);
        return await views.Of(op, tenant, ct);
    }

    private Problem? Check(SetQuotasRequest request, DateTimeOffset now)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in request.Limits)
        {
            // JSON may hold null where a list's element is.
            if (one is null || table.Find(one.Quota) is null)
            {
                return TenancyProblems.UnknownQuota;
            }

            if (one.Limit is < 0 or > Most || one.ExpiresAt <= now || !named.Add(one.Quota))
            {
                return TenancyProblems.BadLimit;
            }
        }

        return null;
    }
}
