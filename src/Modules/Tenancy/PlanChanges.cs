using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// What those above make of a tenant's plan, trial, flags and limits, and the operator of one at the top. Nobody gives what they do not have: no plan
/// above the own one, no flag that is off and no limit beyond the own. It is said in the log of who does it, in the tenant's own and in that of the tenant above it.
/// </summary>
internal sealed class PlanChanges(
    TenancyDb db, TenantPlans plans, TenantLimits limits, QuotaTable quotas, Quotas quotaLimits, FlagTable flags, IOptions<TenancyOptions> options, TimeProvider time)
{
    private const long MostOfAll = 1_000_000_000_000_000;

    private TrialBounds Bounds => new(options.Value.TrialDays, options.Value.TrialExtensions, options.Value.TrialsPerTenant);

    /// <summary>Makes a change of a tenant, and remembers it here at once.</summary>
    /// <param name="op">In the tenant of who makes it.</param>
    /// <param name="id">Of which: one below, or for the operator the operation's own.</param>
    /// <param name="match">At which version.</param>
    /// <param name="act">What is changed, inside the change.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Tenant>> Make(OpContext op, TenantId id, IfMatch match, Func<Change, Tenant, Task<Problem?>> act, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        if (await act(change, tenant) is { } refused)
        {
            return refused;
        }

        tenant.Renew();
        TenancyDb.Update(change, tenant);
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await limits.Refresh(CancellationToken.None);
        await plans.Refresh(CancellationToken.None);
        return tenant;
    }

    /// <summary>Gives a tenant another plan.</summary>
    public async Task<Problem?> SetPlan(Change change, Tenant tenant, string? key, TenantId? giver, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Given(key, "plan", giver, now).Fails(out var plan, out var problem))
        {
            return problem;
        }

        var held = await Held(change, tenant, ct);
        var before = Fact(held);
        var was = held.Plan;
        if (held.ChangeTo(plan, plans.Find(held.Trial?.Plan), now) is { } refused)
        {
            return refused;
        }

        PlanDb.Save(change, tenant.Id, held, now);
        Tell(change, tenant, new TenantPlanChanged(tenant.Id, plan.Key, was), before, Fact(held));
        return null;
    }

    /// <summary>Lets a tenant try another plan for some days.</summary>
    public async Task<Problem?> StartTrial(Change change, Tenant tenant, string? key, int days, TenantId? giver, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Given(key, "plan", giver, now).Fails(out var plan, out var problem))
        {
            return problem;
        }

        var held = await Held(change, tenant, ct);
        var before = Fact(held);
        if (held.Start(plan, plans.Find(held.Plan)!, days, Bounds, Id.NewGuid(time), now) is { } refused)
        {
            return refused;
        }

        PlanDb.Save(change, tenant.Id, held, now);
        Tell(change, tenant, new TenantTrialStarted(tenant.Id, plan.Key, held.Trial!.EndsAt), before, Fact(held));
        return null;
    }

    /// <summary>Puts off the end of the trial that runs.</summary>
    public async Task<Problem?> ExtendTrial(Change change, Tenant tenant, int days, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var held = await Held(change, tenant, ct);
        var before = Fact(held);
        if (held.Extend(days, Bounds, now) is { } refused)
        {
            return refused;
        }

        PlanDb.Save(change, tenant.Id, held, now);
        Tell(change, tenant, new TenantTrialExtended(tenant.Id, held.Trial!.Plan, held.Trial.EndsAt), before, Fact(held));
        return null;
    }

    /// <summary>Ends the trial that runs. That it has ended is told like the end of any.</summary>
    public async Task<Problem?> EndTrial(Change change, Tenant tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var held = await Held(change, tenant, ct);
        var before = Fact(held);
        if (held.End(now) is { } refused)
        {
            return refused;
        }

        PlanDb.Save(change, tenant.Id, held, now);
        TrialDb.TellEnd(change, tenant.Id, held.Trial!.Id, now);
        Tell(change, tenant, new TenantTrialEnded(tenant.Id, held.Trial.Plan, held.Plan), before, Fact(held));
        return null;
    }

    /// <summary>Sets the flags that are on or off in a tenant whatever its plan says.</summary>
    public async Task<Problem?> SetFlags(Change change, Tenant tenant, IReadOnlyList<(string Flag, bool IsOn, DateTimeOffset? ExpiresAt)> asked, TenantId? giver, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var after = new Dictionary<string, FlagOverride>(StringComparer.Ordinal);
        foreach (var (name, isOn, expiresAt) in asked)
        {
            if (flags.Find(name) is not { } flag)
            {
                return TenancyProblems.UnknownFlag;
            }

            if (expiresAt <= now || !after.TryAdd(name, new FlagOverride(isOn, expiresAt?.ToUniversalTime())))
            {
                return TenancyProblems.BadOverride;
            }

            if (isOn && giver is { } from && !plans.State(from, flag.Name, now).IsOn)
            {
                return TenancyProblems.MoreThanOwn("flags");
            }
        }

        var before = await PlanDb.Overrides(change, tenant.Id, now, ct);
        PlanDb.SetOverrides(change, tenant.Id, after, now);
        Tell(change, tenant, new TenantFlagsChanged(tenant.Id, [.. after.Where(o => o.Value.IsOn).Select(o => o.Key)], [.. after.Where(o => !o.Value.IsOn).Select(o => o.Key)]), before, after);
        return null;
    }

    /// <summary>Sets the limits that a tenant has of its own.</summary>
    public async Task<Problem?> SetLimits(Change change, Tenant tenant, IReadOnlyList<(string Quota, long Limit, DateTimeOffset? ExpiresAt)> asked, TenantId? giver, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var after = new Dictionary<string, TenantLimit>(StringComparer.Ordinal);
        foreach (var (name, limit, expiresAt) in asked)
        {
            if (quotas.Find(name) is not { } quota)
            {
                return TenancyProblems.UnknownQuota;
            }

            if (limit is < 0 or > MostOfAll || expiresAt <= now || !after.TryAdd(name, new TenantLimit(limit, expiresAt?.ToUniversalTime())))
            {
                return TenancyProblems.BadLimit;
            }

            if (giver is { } from && limit > quotaLimits.Limit(from, quota))
            {
                return TenancyProblems.MoreThanOwn("limits");
            }
        }

        var before = await QuotaLimitDb.Of(change, tenant.Id, now, ct);
        QuotaLimitDb.Set(change, tenant.Id, after, now);
        Tell(change, tenant, new TenantQuotasChanged(after.ToDictionary(l => l.Key, l => l.Value.Most, StringComparer.Ordinal)), before, after);
        return null;
    }

    /// <summary>Says in the change's tenant, in the one that it is about and in the one above that, what has become of it.</summary>
    public static void Tell<TEvent, T>(Change change, Tenant tenant, TEvent what, T before, T after) where TEvent : IEvent
    {
        var fact = new AuditFact("tenant", tenant.Id.Value, tenant.Name, AuditFact.Show(before), AuditFact.Show(after)) { Category = AuditCategory.SystemConfig };
        change.Publish(what);
        change.Audit(fact);
        foreach (var other in new[] { tenant.Id, tenant.Parent ?? change.Op.Tenant }.Where(t => t != change.Op.Tenant))
        {
            change.In(other).Publish(what);
            change.In(other).Audit(fact);
        }
    }

    /// <summary>What the log shows of a plan that is held.</summary>
    public static PlanFact Fact(TenantPlan held) => new(held.Plan, held.Trial?.Plan, held.Trial?.EndsAt);

    private Result<Plan> Given(string? key, string field, TenantId? giver, DateTimeOffset now) =>
        plans.Find(key) is not { } plan ? TenancyProblems.UnknownPlan
        : giver is { } from && plan.Rank > plans.Holding(from, now).Rank ? TenancyProblems.MoreThanOwn(field)
        : plan;

    // Who was made without one has the usual one since it is there.
    private async Task<TenantPlan> Held(Change change, Tenant tenant, CancellationToken ct) =>
        await PlanDb.Held(change, tenant.Id, ct) ?? new TenantPlan(plans.Usual, tenant.CreatedAt, null, 0);
}

/// <summary>Who gives what a tenant gets.</summary>
internal static class Givers
{
    /// <summary>The tenant that gives no more than it has; null for the platform, which has everything.</summary>
    public static TenantId? Giver(this OpContext op) => op.IsPlatform ? null : op.Tenant;
}

/// <summary>What the log shows of a tenant's plan.</summary>
/// <param name="Plan">Its own.</param>
/// <param name="Trial">The plan of its last trial.</param>
/// <param name="TrialEndsAt">When that ends, or ended.</param>
internal sealed record PlanFact(string Plan, string? Trial, DateTimeOffset? TrialEndsAt);
