using System.Collections.Frozen;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>The module's statements about plans, and which tenant has which.</summary>
internal sealed class PlanDb(ControlSession control)
{
    private static Sql PlanColumns => Sql.Constant("""
        p.key, p.name, p.meaning, p.rank, p.has_all_flags, array(select f.flag from plan_flag f where f.plan = p.key),
        array(select q.quota from plan_quota q where q.plan = p.key order by q.quota), array(select q.most from plan_quota q where q.plan = p.key order by q.quota), p.version
        """);

    /// <summary>Plans that have changed since a moment; the oldest change first.</summary>
    public Task<List<PlanChange>> PlansChangedSince(DateTimeOffset moment, CancellationToken ct) => control.Query(
        $"select {PlanColumns}, p.changed_at from plan p where p.changed_at > {moment} order by p.changed_at", row => new PlanChange(ReadPlan(row), row.Time()), ct);

    /// <summary>Tenants that have another plan or trial since a moment; the oldest change first.</summary>
    public Task<List<PlanHeldChange>> HeldChangedSince(DateTimeOffset moment, CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        select p.tenant_id, p.plan, t.id, t.plan, t.started_at, t.ends_at, t.extensions, p.changed_at
          from tenant_plan p
          left join lateral (
              select id, plan, started_at, ends_at, extensions from tenant_trial where tenant_id = p.tenant_id order by started_at desc limit 1) t on true
         where p.until is null and p.changed_at > {moment}
         order by p.changed_at
        """,
        row => new PlanHeldChange(row.Id<TenantId>(), new PlanHeld(row.Text(), row.Group(5, ReadTrial)), row.Time()),
        ct);

    /// <summary>Overrides that have changed since a moment; the oldest change first.</summary>
    public Task<List<FlagOverrideChange>> FlagsChangedSince(DateTimeOffset moment, CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id, flag, is_on, expires_at, changed_at from tenant_flag where changed_at > {moment} order by changed_at",
        row => new FlagOverrideChange(row.Id<TenantId>(), row.Text(), row.Group(2, own => new FlagOverride(own.Bool(), own.TimeOrNull())), row.Time()),
        ct);

    /// <summary>A tenant's overrides, by the flags' names.</summary>
    public static async Task<Dictionary<string, FlagOverride>> Overrides(IReads across, TenantId tenant, DateTimeOffset now, CancellationToken ct) => (await across.Query(
        $"select flag, is_on, expires_at from tenant_flag where tenant_id = {tenant} and is_on is not null and (expires_at is null or expires_at > {now})",
        row => (Flag: row.Text(), Override: new FlagOverride(row.Bool(), row.TimeOrNull())),
        ct)).ToDictionary(o => o.Flag, o => o.Override, StringComparer.Ordinal);

    /// <summary>Sets a tenant's overrides: those that are named, and no others.</summary>
    public static void SetOverrides(Change across, TenantId tenant, IReadOnlyDictionary<string, FlagOverride> overrides, DateTimeOffset now)
    {
        string[] named = [.. overrides.Keys];
        across.Add($"update tenant_flag set is_on = null, expires_at = null, changed_at = {now} where tenant_id = {tenant} and is_on is not null and flag <> all({named})");
        foreach (var (flag, one) in overrides)
        {
            across.Add($"""
                insert into tenant_flag (tenant_id, flag, is_on, expires_at, changed_at) values ({tenant}, {flag}, {one.IsOn}, {one.ExpiresAt}, {now})
                on conflict (tenant_id, flag) do update set is_on = excluded.is_on, expires_at = excluded.expires_at, changed_at = excluded.changed_at
                """);
        }
    }

    /// <summary>A new tenant's plan, and when its use is looked at first.</summary>
    public static void Found(Change change, TenantId tenant, string plan, DateTimeOffset now, TimeSpan measureAfter)
    {
        change.Add($"insert into tenant_plan (tenant_id, since, plan, changed_at) values ({tenant}, {now}, {plan}, {now})");
        change.Add($"insert into tenant_measure (tenant_id, due_at) values ({tenant}, {now + measureAfter})");
    }

    /// <summary>A tenant's plan and its last trial; its tenant's row is held. Null for a tenant without one.</summary>
    public static Task<TenantPlan?> Held(Change across, TenantId tenant, CancellationToken ct) => across.First(
        $"""
        select p.plan, p.since, t.id, t.plan, t.started_at, t.ends_at, t.extensions, (select count(*) from tenant_trial where tenant_id = {tenant})
          from tenant_plan p
          left join lateral (
              select id, plan, started_at, ends_at, extensions from tenant_trial where tenant_id = p.tenant_id order by started_at desc limit 1) t on true
         where p.tenant_id = {tenant} and p.until is null
        """,
        row => new TenantPlan(row.Text(), row.Time(), row.Group(5, ReadTrial), (int)row.Long()),
        ct);

    /// <summary>Saves what a tenant has now. A trial whose end is another one is told of again.</summary>
    public static void Save(Change across, TenantId tenant, TenantPlan held, DateTimeOffset now)
    {
        across.Add($"update tenant_plan set until = {held.Since} where tenant_id = {tenant} and until is null and since < {held.Since}");
        across.Add($"""
            insert into tenant_plan (tenant_id, since, plan, changed_at) values ({tenant}, {held.Since}, {held.Plan}, {now})
            on conflict (tenant_id, since) do update set changed_at = excluded.changed_at
            """);
        if (held.Trial is { } trial)
        {
            across.Add($"""
                insert into tenant_trial (tenant_id, id, plan, started_at, ends_at, extensions)
                values ({tenant}, {trial.Id}, {trial.Plan}, {trial.StartedAt}, {trial.EndsAt}, {trial.Extensions})
                on conflict (tenant_id, id) do update set ends_at = excluded.ends_at, extensions = excluded.extensions, reminded_at = null
                """);
        }
    }

    /// <summary>A plan, its row held.</summary>
    public static Task<Plan?> PlanForUpdate(Change change, string key, CancellationToken ct) =>
        change.First($"select {PlanColumns} from plan p where p.key = {key} for update of p", ReadPlan, ct);

    /// <summary>Saves a plan, whether there was one of its key or not, and writes down what it was before.</summary>
    public static void Save(Change change, Plan plan, Guid id, Json before, Json after, DateTimeOffset now)
    {
        change.Add($"""
            insert into plan (key, name, meaning, rank, has_all_flags, version, changed_at)
            values ({plan.Key}, {plan.Name}, {plan.Meaning}, {plan.Rank}, {plan.HasAllFlags}, {plan.Version}, {now})
            on conflict (key) do update set name = excluded.name, meaning = excluded.meaning, rank = excluded.rank, has_all_flags = excluded.has_all_flags,
               version = excluded.version, changed_at = excluded.changed_at
            """);
        change.Add($"delete from plan_flag where plan = {plan.Key}");
        change.Add($"insert into plan_flag (plan, flag) select {plan.Key}, flag from unnest({plan.Flags.ToArray()}) flag");
        change.Add($"delete from plan_quota where plan = {plan.Key}");
        change.Add($"insert into plan_quota (plan, quota, most) select {plan.Key}, l.quota, l.most from unnest({plan.Limits.Keys.ToArray()}, {plan.Limits.Keys.Select(k => plan.Limits[k]).ToArray()}) l (quota, most)");
        change.Add($"insert into plan_change (id, plan, at, before, after) values ({id}, {plan.Key}, {now}, {before}, {after})");
    }

    /// <summary>What was made of plans, the newest first.</summary>
    public Task<List<(string Plan, DateTimeOffset At, string? Before, string After)>> History(int limit, CancellationToken ct) => control.Query(
        $"select plan, at, before::text, after::text from plan_change order by at desc limit {limit}", row => (row.Text(), row.Time(), row.TextOrNull(), row.Text()), ct);

    private static Plan ReadPlan(Row row)
    {
        var (key, name, meaning, rank, all) = (row.Text(), row.Text(), row.Text(), row.Int(), row.Bool());
        var flags = row.Get<string[]>().ToFrozenSet(StringComparer.Ordinal);
        var limits = row.Get<string[]>().Zip(row.Get<long[]>()).ToFrozenDictionary(l => l.First, l => l.Second, StringComparer.Ordinal);
        return new Plan(key, name, meaning, rank, all, flags, limits, row.Long());
    }

    private static Trial ReadTrial(Row row) => new(row.Uuid(), row.Text(), row.Time(), row.Time(), row.Int());
}
