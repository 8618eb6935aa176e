using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>
/// Counts what tenants have and use, inside the change that takes it: the count and the thing commit together, and the count's row is held until
/// then, so that changes that run at the same time, in whichever process, cannot take more than there is. What costs an unknown amount is reserved
/// before and settled after; a reservation that nobody settles ends by itself.
/// </summary>
public sealed class Quotas(IEnumerable<IQuotaLimits> limits, QuotaTable table, TimeProvider time)
{
    private readonly IQuotaLimits[] limits = [.. limits];

    /// <summary>Takes an amount for the change's tenant; a problem when that is more than is left.</summary>
    /// <param name="change">What it is taken for; disposed without commit, nothing was taken.</param>
    /// <param name="quota">Of what.</param>
    /// <param name="amount">How much; at least 1.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Problem?> Take(Change change, Quota quota, long amount, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        var use = await QuotaDb.Hold(change, quota, time.GetUtcNow(), ct);
        var limit = Limit(change.Op.Tenant, quota);
        if (use.Used + use.Reserved + amount > limit)
        {
            return QuotaProblems.Exceeded(quota, limit);
        }

        await QuotaDb.Add(change, quota, amount, 0, ct);
        return null;
    }

    /// <summary>Whether any of it is left, and nothing taken; a problem when none is.</summary>
    public async Task<Problem?> Left(Change change, Quota quota, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (use, limit) = (await QuotaDb.Hold(change, quota, time.GetUtcNow(), ct), Limit(change.Op.Tenant, quota));
        return use.Used + use.Reserved < limit ? null : QuotaProblems.Exceeded(quota, limit);
    }

    /// <summary>Gives back what another tenant has taken, in a change of the control store with sight of all tenants.</summary>
    public static Task Return(Change across, TenantId tenant, Quota quota, long amount, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        return QuotaDb.Add(across, tenant, quota, -amount, 0, ct);
    }

    /// <summary>Gives back what was taken: the thing is gone.</summary>
    public static Task Return(Change change, Quota quota, long amount, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        return QuotaDb.Add(change, quota, -amount, 0, ct);
    }

    /// <summary>Sets an amount aside, the most that something may cost; a problem when that is more than is left.</summary>
    /// <param name="change">What it is set aside with.</param>
    /// <param name="quota">Of what.</param>
    /// <param name="amount">The most that it may cost.</param>
    /// <param name="holds">How long it is set aside when nobody settles it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The reservation's id, for <see cref="Settle"/>.</returns>
    public async Task<Result<Guid>> Reserve(Change change, Quota quota, long amount, TimeSpan holds, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        var now = time.GetUtcNow();
        var use = await QuotaDb.Hold(change, quota, now, ct);
        var limit = Limit(change.Op.Tenant, quota);
        if (use.Used + use.Reserved + amount > limit)
        {
            return QuotaProblems.Exceeded(quota, limit);
        }

        var reservation = Id.NewGuid(time);
        await QuotaDb.Add(change, quota, 0, amount, ct);
        await QuotaDb.Insert(change, quota, reservation, amount, now + holds, ct);
        return reservation;
    }

    /// <summary>
    /// Ends a reservation with what it has cost. What it cost counts also when it was more than was set aside, or when the reservation had ended by
    /// itself: it was used. Settled a second time, nothing changes.
    /// </summary>
    public async Task Settle(Change change, Quota quota, Guid reservation, long cost, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        await QuotaDb.Hold(change, quota, time.GetUtcNow(), ct);
        if (await QuotaDb.Settle(change, reservation, ct) is { } open)
        {
            await QuotaDb.Add(change, quota, cost, -open, ct);
        }
    }

    /// <summary>What the tenant has of it, now.</summary>
    public static Task<QuotaUse> Count(IReads reads, TenantId tenant, Quota quota, CancellationToken ct) => QuotaDb.Use(reads, tenant, quota, ct);

    /// <summary>What the tenant has of everything that is counted in one store, now, by the quotas' names.</summary>
    public static Task<IReadOnlyDictionary<string, QuotaUse>> CountAll(IReads reads, TenantId tenant, CancellationToken ct) => QuotaDb.Uses(reads, tenant, ct);

    /// <summary>How much a tenant may have: its own limit, or the usual one.</summary>
    public long Limit(TenantId tenant, Quota quota)
    {
        foreach (var own in limits)
        {
            if (own.Of(tenant, quota) is { } limit)
            {
                return limit;
            }
        }

        return table.Usual(quota);
    }
}
