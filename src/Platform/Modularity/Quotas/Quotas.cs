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
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        var now = time.GetUtcNow();
        var period = quota.PeriodAt(now);
        if (Exceeded(change.Op.Tenant, quota, await QuotaDb.Hold(change, quota, period, now, ct), amount, now) is { } exceeded)
        {
            return exceeded;
        }

        await QuotaDb.Add(change, quota, period, amount, 0, ct);
        return null;
    }

    /// <summary>Gives back what another tenant has taken, in a change of the control store with sight of all tenants.</summary>
    public static Task Return(Change across, TenantId tenant, Quota quota, long amount, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        return QuotaDb.Return(across, tenant, quota, amount, ct);
    }

    /// <summary>Gives back what was taken: the thing is gone.</summary>
    public static Task Return(Change change, Quota quota, long amount, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)quota.Period, (int)QuotaPeriod.Lasting);
        return QuotaDb.Add(change, quota, null, -amount, 0, ct);
    }

    /// <summary>Whether there is room for any more, and nothing taken; a problem when there is none.</summary>
    public async Task<Problem?> Check(Change change, Quota quota, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(quota);
        var now = time.GetUtcNow();
        return Exceeded(change.Op.Tenant, quota, await QuotaDb.Use(change, change.Op.Tenant, quota, quota.PeriodAt(now), ct), 1, now);
    }

    /// <summary>Says how much there is of what is lasting and measured from time to time instead of taken and returned.</summary>
    public static void Set(Change change, Quota quota, long used)
    {
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfNegative(used);
        QuotaDb.Set(change, quota, used);
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
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        var now = time.GetUtcNow();
        var period = quota.PeriodAt(now);
        if (Exceeded(change.Op.Tenant, quota, await QuotaDb.Hold(change, quota, period, now, ct), amount, now) is { } exceeded)
        {
            return exceeded;
        }

        var reservation = Id.NewGuid(time);
        await QuotaDb.Add(change, quota, period, 0, amount, ct);
        await QuotaDb.Insert(change, quota, period, reservation, amount, now + holds, ct);
        return reservation;
    }

    /// <summary>
    /// Ends a reservation with what it has cost, in the period in which it was made. What it cost counts also when it was more than was set aside, or
    /// when the reservation had ended by itself: it was used. Settled a second time, nothing changes.
    /// </summary>
    public async Task Settle(Change change, Quota quota, Guid reservation, long cost, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        if (await QuotaDb.PeriodOf(change, reservation, ct) is not (true, var period))
        {
            return;
        }

        await QuotaDb.Hold(change, quota, period, time.GetUtcNow(), ct);
        if (await QuotaDb.Settle(change, reservation, ct) is { } open)
        {
            await QuotaDb.Add(change, quota, period, cost, -open, ct);
        }
    }

    /// <summary>What the tenant has of it, now.</summary>
    public Task<QuotaUse> Count(IReads reads, TenantId tenant, Quota quota, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(quota);
        return QuotaDb.Use(reads, tenant, quota, quota.PeriodAt(time.GetUtcNow()), ct);
    }

    /// <summary>What the tenant has of everything that is counted in one store, now, by the quotas' names.</summary>
    public async Task<IReadOnlyDictionary<string, QuotaUse>> CountAll(IReads reads, TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return (await CountPeriods(reads, tenant, ct)).Where(u => table.Find(u.Quota) is { } quota && quota.PeriodAt(now) == u.Period).ToDictionary(u => u.Quota, u => u.Use, StringComparer.Ordinal);
    }

    /// <summary>The same of every period that is remembered.</summary>
    public static Task<List<QuotaPeriodUse>> CountPeriods(IReads reads, TenantId tenant, CancellationToken ct) => QuotaDb.Uses(reads, tenant, ct);

    /// <summary>Forgets, in one store, the periods that began before a day.</summary>
    public static void Forget(Change change, DateOnly before) => QuotaDb.Forget(change, before);

    /// <summary>How much a tenant may have: its own limit, its plan's, or the usual one.</summary>
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

    private Problem? Exceeded(TenantId tenant, Quota quota, QuotaUse use, long amount, DateTimeOffset now)
    {
        var limit = Limit(tenant, quota);
        return use.Used + use.Reserved + amount > limit ? QuotaProblems.Exceeded(quota, limit, quota.ResetsAt(now) - now) : null;
    }
}
