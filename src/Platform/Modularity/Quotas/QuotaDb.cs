using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>The statements about quotas; in the store of the change that takes.</summary>
internal static class QuotaDb
{
    /// <summary>The tenant's use, its row held until the change ends; reservations that are over are given back first.</summary>
    public static async Task<QuotaUse> Hold(Change change, Quota quota, DateTimeOffset now, CancellationToken ct)
    {
        var tenant = change.Op.Tenant;
        var use = await change.First(
            $"""
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
                 where tenant_id = {tenant} and quota = {quota.Name} and ended_at is null and until <= {now} returning amount)
            update quota_use set reserved = reserved - (select coalesce(sum(amount), 0) from over)
             where tenant_id = {tenant} and quota = {quota.Name}
            returning used, reserved
            """,
            row => new QuotaUse(row.Long(), row.Long()),
            ct);
    }

    /// <summary>To a row that is there: who takes has held it, and who returns has taken.</summary>
    public static Task Add(Change change, Quota quota, long used, long reserved, CancellationToken ct) => Add(change, change.Op.Tenant, quota, used, reserved, ct);

    public static Task Add(Change change, TenantId tenant, Quota quota, long used, long reserved, CancellationToken ct) => change.Execute(
        $"update quota_use set used = used + {used}, reserved = reserved + {reserved} where tenant_id = {tenant} and quota = {quota.Name}", ct);

    public static Task Insert(Change change, Quota quota, Guid id, long amount, DateTimeOffset until, CancellationToken ct) => change.Execute(
        $"insert into quota_reservation (tenant_id, id, quota, amount, until) values ({change.Op.Tenant}, {id}, {quota.Name}, {amount}, {until})", ct);

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

    public static async Task<IReadOnlyDictionary<string, QuotaUse>> Uses(IReads reads, TenantId tenant, CancellationToken ct) => (await reads.Query(
        $"select quota, used, reserved from quota_use where tenant_id = {tenant}", row => (Quota: row.Text(), Use: new QuotaUse(row.Long(), row.Long())), ct)).ToDictionary(u => u.Quota, u => u.Use, StringComparer.Ordinal);

    public static Task<QuotaUse> Use(IReads reads, TenantId tenant, Quota quota, CancellationToken ct) => reads.First(
        $"select used, reserved from quota_use where tenant_id = {tenant} and quota = {quota.Name}", row => new QuotaUse(row.Long(), row.Long()), ct);
}
