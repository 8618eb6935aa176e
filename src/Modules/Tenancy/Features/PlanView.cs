using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>How much of something a plan has.</summary>
/// <param name="Quota">Of what.</param>
/// <param name="Limit">How much.</param>
internal sealed record PlanLimitView(string Quota, long Limit);

/// <summary>A plan on the wire.</summary>
/// <param name="Key">Never renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Meaning">For whom it is.</param>
/// <param name="Rank">A plan of a higher rank is more.</param>
/// <param name="HasAllFlags">Whether it has every flag, those that come with later versions among them.</param>
/// <param name="Flags">The flags that it has.</param>
/// <param name="Limits">Its limits; of quotas that are not named the usual ones hold.</param>
internal sealed record PlanView(string Key, string Name, string Meaning, int Rank, bool HasAllFlags, IReadOnlyList<string> Flags, IReadOnlyList<PlanLimitView> Limits)
{
    public static PlanView From(Plan plan, FlagTable flags) => new(
        plan.Key,
        plan.Name,
        plan.Meaning,
        plan.Rank,
        plan.HasAllFlags,
        [.. flags.All.Where(f => plan.Has(f.Name)).Select(f => f.Name)],
        [.. plan.Limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new PlanLimitView(l.Key, l.Value))]);
}

/// <summary>A trial on the wire.</summary>
/// <param name="Plan">The key of the plan that is, or was, tried.</param>
/// <param name="StartedAt">Since when.</param>
/// <param name="EndsAt">Until when: from then on the tenant's own plan holds. What it has stays, and nothing is made anew that is above that plan.</param>
/// <param name="IsRunning">Whether it holds now.</param>
/// <param name="Extensions">How often its end was put off.</param>
/// <param name="ExtensionsLeft">How often it can be put off again.</param>
internal sealed record TrialView(string Plan, DateTimeOffset StartedAt, DateTimeOffset EndsAt, bool IsRunning, int Extensions, int ExtensionsLeft);

/// <summary>Whether a part of the product is on in a tenant.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="IsOn">Whether.</param>
/// <param name="From">What says so.</param>
/// <param name="Until">When that ends; null when it does not end by itself.</param>
internal sealed record FlagView(string Flag, string Meaning, bool IsOn, FlagSource From, DateTimeOffset? Until);

/// <summary>What a tenant can have.</summary>
/// <param name="Plan">Its own plan.</param>
/// <param name="Trial">The last trial that it had, over or not; null when it had none.</param>
/// <param name="Flags">All flags that there are.</param>
/// <param name="Version">The tenant's: grows with every change of it; the answer's ETag, for If-Match.</param>
internal sealed record TenantPlanView(PlanView Plan, TrialView? Trial, IReadOnlyList<FlagView> Flags, long Version) : IVersioned;

/// <summary>Shows what a tenant can have, from memory.</summary>
internal sealed class PlanViews(TenantPlans plans, FlagTable flags, IOptions<TenancyOptions> options, TimeProvider time)
{
    public TenantPlanView Of(Tenant tenant)
    {
        var now = time.GetUtcNow();
        return new(
            PlanView.From(plans.Own(tenant.Id), flags),
            plans.LastTrial(tenant.Id) is { } trial ? View(trial, now) : null,
            [.. flags.All.Select(f => View(f, plans.State(tenant.Id, f.Name, now)))],
            tenant.Version);
    }

    private TrialView View(Trial trial, DateTimeOffset now) =>
        new(trial.Plan, trial.StartedAt, trial.EndsAt, trial.Runs(now), trial.Extensions, Math.Max(0, options.Value.TrialExtensions - trial.Extensions));

    private static FlagView View(Flag flag, FlagState state) => new(flag.Name, flag.Meaning, state.IsOn, state.From, state.Until);
}
