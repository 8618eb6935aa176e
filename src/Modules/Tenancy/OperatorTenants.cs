using System.Collections.Frozen;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Placing;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>What the operator does about plans and tenants. Nobody refreshes the memory of a process that serves nothing, so it is read each time.</summary>
internal sealed class OperatorTenants(
    IServiceProvider services, TenantPlans plans, TenantLimits limits, Quotas quotaLimits, QuotaTable quotas, FlagTable flags, TimeProvider time) : IOperatorTenants
{
    private const long MostOfAll = 1_000_000_000_000_000;

    public async Task<PlanTerms[]> Plans(CancellationToken ct)
    {
        await Read(ct);
        return [.. plans.All.Select(Terms)];
    }

    public async Task<Result<PlanTerms>> SavePlan(PlanTerms plan, CancellationToken ct)
    {
        if (!IsFit(plan))
        {
            return TenancyProblems.BadPlan;
        }

        await using var scope = Open(default, "tenancy.save_plan");
        await using var change = scope.ServiceProvider.GetRequiredService<ControlSession>().Bookkeeping();
        var before = await PlanDb.PlanForUpdate(change, plan.Key, ct);
        var after = new Plan(
            plan.Key, plan.Name, plan.Meaning, plan.Rank, plan.HasAllFlags, plan.Flags.ToFrozenSet(StringComparer.Ordinal), plan.Limits.ToFrozenDictionary(StringComparer.Ordinal), (before?.Version ?? 0) + 1);
        PlanDb.Save(change, after, Id.NewGuid(time), Shown(before), Shown(after), time.GetUtcNow());
        change.OnViolation("plan_rank_key", TenancyProblems.RankTaken);
        return await change.Commit(Terms(after), ct);
    }

    public async Task<PlanMade[]> PlanHistory(int limit, CancellationToken ct)
    {
        await using var scope = Open(default, "tenancy.save_plan");
        return [.. (await scope.ServiceProvider.GetRequiredService<PlanDb>().History(limit, ct)).Select(h => new PlanMade(h.Plan, h.At, h.Before, h.After))];
    }

    public async Task<Result<TenantTerms>> Show(string tenant, CancellationToken ct) =>
        (await Find(tenant, ct)).Fails(out var found, out var problem) ? problem : await Terms(found, ct);

    public Task<Result<TenantTerms>> SetPlan(string tenant, string plan, CancellationToken ct) =>
        Make(tenant, "tenancy.set_plan", (changes, change, found) => changes.SetPlan(change, found, plan, null, ct), ct);

    public Task<Result<TenantTerms>> Trial(string tenant, string? plan, int days, CancellationToken ct) => plan is null
        ? Make(tenant, "tenancy.extend_trial", (changes, change, found) => changes.ExtendTrial(change, found, days, ct), ct)
        : Make(tenant, "tenancy.start_trial", (changes, change, found) => changes.StartTrial(change, found, plan, days, null, ct), ct);

    public Task<Result<TenantTerms>> EndTrial(string tenant, CancellationToken ct) =>
        Make(tenant, "tenancy.end_trial", (changes, change, found) => changes.EndTrial(change, found, ct), ct);

    public Task<Result<TenantTerms>> SetLimits(string tenant, IReadOnlyList<(string Quota, long Limit)> limits, CancellationToken ct) =>
        Make(tenant, "tenancy.set_quotas", (changes, change, found) => changes.SetLimits(change, found, [.. limits.Select(l => (l.Quota, l.Limit, (DateTimeOffset?)null))], null, ct), ct);

    public Task<Result<TenantTerms>> SetFlags(string tenant, IReadOnlyList<(string Flag, bool IsOn)> flags, CancellationToken ct) =>
        Make(tenant, "tenancy.set_flags", (changes, change, found) => changes.SetFlags(change, found, [.. flags.Select(f => (f.Flag, f.IsOn, (DateTimeOffset?)null))], null, ct), ct);

    public Task<Result<TenantTerms>> Place(string tenant, string kind, string? database, CancellationToken ct) => Make(
        tenant,
        "tenancy.place_tenant",
        async (scope, change, found) =>
        {
            if (!EnumText.TryParse<PlacementKind>(kind.ToUpperInvariant(), out var wanted))
            {
                return TenancyProblems.UnknownPlace;
            }

            if ((await scope.GetRequiredService<Placing.Placing>().Ask(change, found, wanted, database, null, ct)).Fails(out var relocation, out var problem))
            {
                return problem;
            }

            change.Audit(PlacingFacts.Fact(relocation));
            return null;
        },
        ct);

    private Task<Result<TenantTerms>> Make(string tenant, string operation, Func<PlanChanges, Change, Tenant, Task<Problem?>> act, CancellationToken ct) =>
        Make(tenant, operation, (IServiceProvider scope, Change change, Tenant found) => act(scope.GetRequiredService<PlanChanges>(), change, found), ct);

    private async Task<Result<TenantTerms>> Make(string tenant, string operation, Func<IServiceProvider, Change, Tenant, Task<Problem?>> act, CancellationToken ct)
    {
        if ((await Find(tenant, ct)).Fails(out var found, out var problem))
        {
            return problem;
        }

        await using var scope = Open(found.Id, operation);
        var changes = scope.ServiceProvider.GetRequiredService<PlanChanges>();
        return (await changes.Make(Op(found.Id, operation), found.Id, default, (change, held) => act(scope.ServiceProvider, change, held), ct)).Fails(out var changed, out var refused)
            ? refused
            : await Terms(changed, ct);
    }

    private async Task<Result<Tenant>> Find(string idOrSlug, CancellationToken ct)
    {
        await Read(ct);
        await using var scope = Open(default, "tenancy.set_plan");
        await using var across = scope.ServiceProvider.GetRequiredService<TenancyDb>().ChangeAcross();
        return await TenancyDb.TenantNamed(across, idOrSlug, ct) is { } found ? found : TenancyProblems.TenantNotFound;
    }

    private async Task Read(CancellationToken ct)
    {
        await plans.Refresh(ct);
        await limits.Refresh(ct);
    }

    private bool IsFit(PlanTerms plan) =>
        Plan.IsKey(plan.Key) && IsText(plan.Name) && IsText(plan.Meaning) && plan.Rank is >= 0 and <= 1000
        && plan.Flags.All(f => flags.Find(f) is not null) && plan.Limits.All(l => quotas.Find(l.Key) is not null && l.Value is >= 0 and <= MostOfAll);

    private static bool IsText(string text) => text.Trim().Length is >= 1 and <= 100 && !text.Any(char.IsControl);

    private async Task<TenantTerms> Terms(Tenant tenant, CancellationToken ct)
    {
        await using var scope = Open(tenant.Id, "tenancy.set_plan");
        var places = scope.ServiceProvider.GetRequiredService<PlacementDb>();
        var (place, _) = await places.Place(tenant.Id, ct);
        var relocation = await places.Last(tenant.Id, ct);
        var now = time.GetUtcNow();
        var tried = plans.Tried(tenant.Id, now);
        return new(
            new TenantSummary(tenant.Id, tenant.Slug, tenant.Name),
            plans.Own(tenant.Id).Key,
            tried?.Key,
            tried is null ? null : plans.LastTrial(tenant.Id)?.EndsAt,
            [.. flags.All.Where(f => plans.State(tenant.Id, f.Name, now).IsOn).Select(f => f.Name)],
            quotas.All.ToDictionary(q => q.Quota.Name, q => quotaLimits.Limit(tenant.Id, q.Quota), StringComparer.Ordinal),
            $"{EnumText.Of(place.Kind)} in {place.Database}{(relocation is { EndedAt: null } ? $", on its way to {EnumText.Of(relocation.To.Kind)} in {relocation.To.Database}: {EnumText.Of(relocation.State)}" : "")}");
    }

    private static PlanTerms Terms(Plan plan) => new(
        plan.Key, plan.Name, plan.Meaning, plan.Rank, plan.HasAllFlags, [.. plan.Flags.Order(StringComparer.Ordinal)], plan.Limits.OrderBy(l => l.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    private static Json Shown(Plan? plan) => plan is null ? default : Json.Of(Terms(plan));

    private AsyncServiceScope Open(TenantId tenant, string operation) => services.OpenOp(Op(tenant, operation));

    private OpContext Op(TenantId tenant, string operation) => OpContext.OfSystem(tenant, operation, Id.NewGuid(time).ToString("N"));
}
