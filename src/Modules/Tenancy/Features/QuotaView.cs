using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What a tenant has of something, and how much it may have.</summary>
/// <param name="Quota">Its name.</param>
/// <param name="Meaning">What is counted.</param>
/// <param name="Limit">How much the tenant may have.</param>
/// <param name="Usual">How much it may have without a limit of its own: what its plan says, or an option.</param>
/// <param name="From">What says the limit.</param>
/// <param name="IsOwn">Whether the limit is the tenant's own.</param>
/// <param name="ExpiresAt">From when on another limit holds again, the own one or the trial being over; null when nothing ends.</param>
/// <param name="Used">How much it has, or has used in the period.</param>
/// <param name="Reserved">How much is set aside for what is under way.</param>
/// <param name="Period">How long what was used counts.</param>
/// <param name="ResetsAt">When what was used counts no more; null for what is lasting.</param>
internal sealed record QuotaView(
    string Quota, string Meaning, long Limit, long Usual, LimitSource From, bool IsOwn, DateTimeOffset? ExpiresAt, long Used, long Reserved, QuotaPeriod Period, DateTimeOffset? ResetsAt);

/// <summary>A tenant's quotas, by name.</summary>
/// <param name="Items">All that there are.</param>
/// <param name="Version">The tenant's: grows with every change of it; the answer's ETag, for If-Match.</param>
internal sealed record QuotasView(IReadOnlyList<QuotaView> Items, long Version) : IVersioned;

/// <summary>What says how much a tenant may have.</summary>
internal enum LimitSource
{
    /// <summary>An option of the module that counts it.</summary>
    Usual,

    /// <summary>The tenant's own plan.</summary>
    Plan,

    /// <summary>The plan that the tenant tries.</summary>
    Trial,

    /// <summary>Somebody above, for this tenant alone.</summary>
    Own,
}

/// <summary>Reads what a tenant has, in its own store and in the control store.</summary>
internal sealed class QuotaViews(QuotaTable table, Quotas quotas, TenantLimits limits, TenantPlans plans, IServiceProvider services, TimeProvider time)
{
    public async Task<QuotasView> Of(OpContext op, Tenant of, CancellationToken ct)
    {
        var tenant = of.Id;
        await using var scope = services.OpenOp(op.In(tenant));
        var own = await quotas.CountAll(scope.ServiceProvider.GetRequiredService<TenantSession>(), tenant, ct);
        var control = await quotas.CountAll(scope.ServiceProvider.GetRequiredService<ControlSession>(), tenant, ct);
        var now = time.GetUtcNow();
        // What is counted stands in one of the two.
        return new([.. table.All.Select(q => View(tenant, q.Quota, q.Usual, Sum(own.GetValueOrDefault(q.Quota.Name), control.GetValueOrDefault(q.Quota.Name)), now))], of.Version);
    }

    private static QuotaUse Sum(QuotaUse one, QuotaUse other) => new(one.Used + other.Used, one.Reserved + other.Reserved);

    private QuotaView View(TenantId tenant, Quota quota, long option, QuotaUse use, DateTimeOffset now)
    {
        var (own, ofPlan) = (limits.Own(tenant, quota), limits.OfPlan(tenant, quota));
        var usual = ofPlan ?? option;
        var isTried = plans.Tried(tenant, now) is not null;
        var from = own is not null ? LimitSource.Own : isTried ? LimitSource.Trial : ofPlan is not null ? LimitSource.Plan : LimitSource.Usual;
        var ends = own is not null ? own.ExpiresAt : isTried ? plans.LastTrial(tenant)?.EndsAt : null;
        return new(quota.Name, quota.Meaning, own?.Most ?? usual, usual, from, own is not null, ends, use.Used, use.Reserved, quota.Period, quota.ResetsAt(now));
    }
}
