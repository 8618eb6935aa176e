using System.Globalization;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>The statements about quotas; in the store of the change that takes. A period is its first day, and null for what is lasting.</summary>
internal static class QuotaDb
{
    /// <summary>The tenant's use, its row held until the change ends; reservations that are over are given back first.</summary>
    public static async Task<QuotaUse> Hold(Change change, Quota quota, DateOnly? period, DateTimeOffset now, CancellationToken ct)
    {
        var tenant = change.Op.Tenant;
        var use = await change.First(
            period is { } first
                ? (Sql)$"""
                    insert into quota_period_use (tenant_id, quota, period) values ({tenant}, {quota.Name}, {Day(first)}::date)
                    on conflict (tenant_id, quota, period) do update set used = quota_period_use.used
                    returning used, reserved
                    """
                : $"""
                    insert into quota_use (tenant_id, quota) values ({tenant}, {quota.Name})
                    on conflict (tenant_id, quota) do update set used = quota_use.used
                    returning used, reserved
                    """,
            row => new QuotaUse(row.Long(), row.Long()),
            ct);
        if (use.Reserved == 0)
        {
            return use;
        }

        return await change.First(
            $"""
            with over as (
                update quota_reservation set ended_at = {now}
                 where tenant_id = {tenant} and quota = {quota.Name} and period is not distinct from {Day(period)}::date and ended_at is null and until <= {now}
                returning amount)
            update {Table(period)} set reserved = reserved - (select coalesce(sum(amount), 0) from over)
             where tenant_id = {tenant} and quota = {quota.Name}{In(period)}
            returning used, reserved
            """,
            row => new QuotaUse(row.Long(), row.Long()),
            ct);
    }

    /// <summary>To a row that is there: who takes has held it, and who returns has taken.</summary>
    public static Task Add(Change change, Quota quota, DateOnly? period, long used, long reserved, CancellationToken ct) => change.Execute(
        $"update {Table(period)} set used = used + {used}, reserved = reserved + {reserved} where tenant_id = {change.Op.Tenant} and quota = {quota.Name}{In(period)}", ct);

    /// <summary>Gives back what another tenant has of what is not counted by the day or month.</summary>
    public static Task Return(Change across, TenantId tenant, Quota quota, long amount, CancellationToken ct) =>
        across.Execute($"update quota_use set used = used - {amount} where tenant_id = {tenant} and quota = {quota.Name}", ct);

    public static Task Insert(Change change, Quota quota, DateOnly? period, Guid id, long amount, DateTimeOffset until, CancellationToken ct) => change.Execute(
        $"""
        insert into quota_reservation (tenant_id, id, quota, period, amount, until)
        values ({change.Op.Tenant}, {id}, {quota.Name}, {Day(period)}::date, {amount}, {until})
        """,
        ct);

    /// <summary>In which period something was set aside, and whether there is such a thing.</summary>
    public static Task<(bool IsThere, DateOnly? Period)> PeriodOf(Change change, Guid id, CancellationToken ct) => change.First(
        $"select period from quota_reservation where tenant_id = {change.Op.Tenant} and id = {id}", row => (true, row.OrNull<DateOnly>()), ct);

    /// <summary>Marks a reservation as settled, and answers how much of it was still set aside; null when it was settled before, or is unknown.</summary>
    public static Task<long?> Settle(Change change, Guid id, CancellationToken ct) => change.First(
        $"""
        with before as (select ended_at from quota_reservation where tenant_id = {change.Op.Tenant} and id = {id} for update)
        update quota_reservation r set ended_at = coalesce(r.ended_at, now()), is_settled = true from before
         where r.tenant_id = {change.Op.Tenant} and r.id = {id} and not r.is_settled
        returning case when before.ended_at is null then r.amount else 0 end
        """,
        row => (long?)row.Long(),
        ct);

    /// <summary>Says how much there is of what is lasting and measured from time to time instead of taken and returned.</summary>
    public static void Set(Change change, Quota quota, long used) => change.Add($"""
        insert into quota_use (tenant_id, quota, used) values ({change.Op.Tenant}, {quota.Name}, {used})
        on conflict (tenant_id, quota) do update set used = excluded.used
        """);

    /// <summary>Forgets periods that began before a day.</summary>
    public static void Forget(Change change, DateOnly before) => change.Add($"delete from quota_period_use where tenant_id = {change.Op.Tenant} and period < {Day(before)}::date");

    public static Task<List<QuotaPeriodUse>> Uses(IReads reads, TenantId tenant, CancellationToken ct) => reads.Query(
        $"""
        select quota, null::date, used, reserved from quota_use where tenant_id = {tenant}
        union all
        select quota, period, used, reserved from quota_period_use where tenant_id = {tenant}
        """,
        row => new QuotaPeriodUse(row.Text(), row.OrNull<DateOnly>(), new QuotaUse(row.Long(), row.Long())),
        ct);

    public static Task<QuotaUse> Use(IReads reads, TenantId tenant, Quota quota, DateOnly? period, CancellationToken ct) => reads.First(
        $"select used, reserved from {Table(period)} where tenant_id = {tenant} and quota = {quota.Name}{In(period)}",
        row => new QuotaUse(row.Long(), row.Long()),
        ct);

    /// <summary>Adds what processes have counted in a period, of many tenants, and answers what each has then.</summary>
    public static Task<List<(TenantId Tenant, long Used)>> AddCounted(Change across, Quota quota, DateOnly period, TenantId[] tenants, long[] counts, CancellationToken ct) => across.Query(
        $"""
        insert into quota_period_use (tenant_id, quota, period, used)
        select c.tenant_id, {quota.Name}, {Day(period)}::date, c.count from unnest({tenants.Select(t => t.Value).ToArray()}, {counts}) c (tenant_id, count)
        on conflict (tenant_id, quota, period) do update set used = quota_period_use.used + excluded.used
        returning tenant_id, used
        """,
        row => (row.Id<TenantId>(), row.Long()),
        ct);

    private static Sql Table(DateOnly? period) => period is null ? Sql.Constant("quota_use") : Sql.Constant("quota_period_use");

    private static Sql In(DateOnly? period) => period is null ? Sql.Empty : $" and period = {Day(period)}::date";

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}
