using System.Globalization;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy;

/// <summary>What a tenant used on a day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Quota">Of what.</param>
/// <param name="Used">How much, when it was last looked at.</param>
internal sealed record UsageOfDay(DateOnly Day, string Quota, long Used);

/// <summary>What a tenant used in a month.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Quota">Of what.</param>
/// <param name="Peak">The most of all looks; of what counts by the day or month, the most in one.</param>
/// <param name="Sum">All days together.</param>
/// <param name="Last">At the last look.</param>
internal sealed record UsageOfMonth(TenantId Tenant, string Quota, long Peak, long Sum, long Last);

/// <summary>A plan that a tenant had in a month.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The plan's key.</param>
/// <param name="IsTrial">Whether it was tried.</param>
/// <param name="From">From when on.</param>
/// <param name="Until">Until when; null while it goes on.</param>
internal sealed record PlanOfMonth(TenantId Tenant, string Plan, bool IsTrial, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>The module's statements about what tenants used.</summary>
internal sealed class UsageDb(ControlSession control)
{
    /// <summary>Tenants whose use is to be looked at, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(WorkQuery wanted, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select t.tenant_id from tenant t left join tenant_measure m on m.tenant_id = t.tenant_id
         where (m.due_at is null or m.due_at <= now()) and t.state <> 'REMOVING' and t.tenant_id <> all({wanted.ExceptIds})
         order by m.due_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Writes down what the operation's tenant uses, and forgets what is too old; false when the tenant is gone.</summary>
    public async Task<bool> Record(OpContext op, IReadOnlyList<UsageOfDay> uses, DateTimeOffset next, DateOnly keptSince, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        var isThere = await change.Execute(
            $"""
            insert into tenant_measure (tenant_id, due_at) select tenant_id, {next} from tenant where tenant_id = {op.Tenant} and state <> 'REMOVING'
            on conflict (tenant_id) do update set due_at = excluded.due_at
            """,
            ct) > 0;
        if (!isThere)
        {
            return false;
        }

        change.Add($"""
            insert into tenant_usage_day (tenant_id, day, quota, used, peak)
            select {op.Tenant}, u.day::date, u.quota, u.used, u.used
              from unnest({uses.Select(u => Text(u.Day)).ToArray()}, {uses.Select(u => u.Quota).ToArray()}, {uses.Select(u => u.Used).ToArray()}) u (day, quota, used)
            on conflict (tenant_id, day, quota) do update set used = excluded.used, peak = greatest(tenant_usage_day.peak, excluded.peak)
            """);
        change.Add($"delete from tenant_usage_day where tenant_id = {op.Tenant} and day < {Text(keptSince)}::date");
        await change.Commit(ct);
        return true;
    }

    /// <summary>What tenants used in a month, by the quotas' names.</summary>
    public Task<List<UsageOfMonth>> Usage(TenantId[] tenants, Month month, CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        select tenant_id, quota, max(peak), sum(used)::bigint, (array_agg(used order by day desc))[1]
          from tenant_usage_day
         where tenant_id = any({tenants.Select(t => t.Value).ToArray()}) and day >= {Text(month.First)}::date and day < {Text(month.First.AddMonths(1))}::date
         group by tenant_id, quota
         order by tenant_id, quota
        """,
        row => new UsageOfMonth(row.Id<TenantId>(), row.Text(), row.Long(), row.Long(), row.Long()),
        ct);

    /// <summary>Which plans tenants had in a month, and which they tried, in the order in which they began.</summary>
    public Task<List<PlanOfMonth>> Plans(TenantId[] tenants, Month month, DateTimeOffset now, CancellationToken ct)
    {
        var ids = tenants.Select(t => t.Value).ToArray();
        var end = month.To < now ? month.To : now;
        return control.AcrossTenants().Query(
            $"""
            select tenant_id, plan, false, greatest(since, {month.From}), case when least(until, {month.To}) <= {end} then least(until, {month.To}) end
              from tenant_plan
             where tenant_id = any({ids}) and since < {month.To} and (until is null or until > {month.From})
            union all
            select tenant_id, plan, true, greatest(started_at, {month.From}), case when least(ends_at, {month.To}) <= {end} then least(ends_at, {month.To}) end
              from tenant_trial
             where tenant_id = any({ids}) and started_at < {month.To} and ends_at > {month.From}
             order by 1, 4, 3
            """,
            row => new PlanOfMonth(row.Id<TenantId>(), row.Text(), row.Bool(), row.Time(), row.TimeOrNull()),
            ct);
    }

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
