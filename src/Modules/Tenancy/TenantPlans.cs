using System.Collections.Concurrent;
using System.Collections.Frozen;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Flags;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// Plans, who has which, and overrides of flags, in memory, because every operation may ask. Read anew by <see cref="WatchTenants"/> as they change, and at
/// once by who changes one. When a trial or an override ends is a moment that is remembered with it: its end waits for nobody.
/// </summary>
internal sealed class TenantPlans(IServiceProvider services, IOptions<TenancyOptions> options, TimeProvider time) : IFlags, IDisposable
{
    // A change is seen at its commit, which may come that much later than the time that it bears.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<TenantId, PlanHeld> held = new();
    private readonly ConcurrentDictionary<TenantId, FrozenDictionary<string, FlagOverride>> overrides = new();
    private readonly SemaphoreSlim reading = new(1);
    private readonly string usual = options.Value.DefaultPlan;
    private volatile FrozenDictionary<string, Plan> plans = FrozenDictionary<string, Plan>.Empty;
    private DateTimeOffset plansSeen = DateTimeOffset.UnixEpoch + Overlap;
    private DateTimeOffset heldSeen = DateTimeOffset.UnixEpoch + Overlap;
    private DateTimeOffset flagsSeen = DateTimeOffset.UnixEpoch + Overlap;

    /// <summary>All plans, the least first.</summary>
    public IReadOnlyList<Plan> All => [.. plans.Values.OrderBy(p => p.Rank)];

    /// <summary>The plan of new tenants.</summary>
    public string Usual => usual;

    /// <summary>The plan with a key; null when there is none.</summary>
    public Plan? Find(string? key) => key is not null && plans.TryGetValue(key, out var plan) ? plan : null;

    /// <summary>A tenant's own plan.</summary>
    public Plan Own(TenantId tenant) => Own(held.GetValueOrDefault(tenant));

    /// <summary>The plan that a tenant tries now; null when it tries none.</summary>
    public Plan? Tried(TenantId tenant, DateTimeOffset now) => Tried(held.GetValueOrDefault(tenant), now);

    /// <summary>The last trial that a tenant had, over or not.</summary>
    public Trial? LastTrial(TenantId tenant) => held.TryGetValue(tenant, out var has) ? has.Trial : null;

    /// <summary>The plan whose limits hold for a tenant: the one that it tries, or its own.</summary>
    public Plan Holding(TenantId tenant, DateTimeOffset now) => Tried(tenant, now) ?? Own(tenant);

    public bool IsOn(TenantId tenant, Flag flag) => State(tenant, flag.Name, time.GetUtcNow()).IsOn;

    public string PlanOf(TenantId tenant) => Holding(tenant, time.GetUtcNow()).Name;

    public string PlanKeyOf(TenantId tenant) => Holding(tenant, time.GetUtcNow()).Key;

    /// <summary>Whether a flag is on in a tenant, and why.</summary>
    public FlagState State(TenantId tenant, string flag, DateTimeOffset now)
    {
        if (overrides.TryGetValue(tenant, out var own) && own.TryGetValue(flag, out var one) && one.Holds(now))
        {
            return new(one.IsOn, FlagSource.Override, one.ExpiresAt);
        }

        var has = held.GetValueOrDefault(tenant);
        if (Own(has).Has(flag))
        {
            return new(true, FlagSource.Plan, null);
        }

        return Tried(has, now)?.Has(flag) == true ? new(true, FlagSource.Trial, has!.Trial!.EndsAt) : new(false, FlagSource.Plan, null);
    }

    /// <summary>Reads now what has changed: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "tenancy.plans", Id.NewGuid(time).ToString("N")));
            var db = scope.ServiceProvider.GetRequiredService<PlanDb>();
            await ReadPlans(db, ct);
            foreach (var change in await db.HeldChangedSince(heldSeen - Overlap, ct))
            {
                held[change.Tenant] = change.Held;
                heldSeen = change.At > heldSeen ? change.At : heldSeen;
            }

            foreach (var change in await db.FlagsChangedSince(flagsSeen - Overlap, ct))
            {
                Note(change);
                flagsSeen = change.At > flagsSeen ? change.At : flagsSeen;
            }
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Stops a start with a plan for new tenants that there is not.</summary>
    /// <exception cref="InvalidOperationException">In words for the operator.</exception>
    public void CheckUsual()
    {
        if (plans.Count > 0 && !plans.ContainsKey(usual))
        {
            throw new InvalidOperationException($"Holdfast:tenancy:DefaultPlan is '{usual}', and there is no such plan: 'holdfast admin plans list' shows them.");
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task ReadPlans(PlanDb db, CancellationToken ct)
    {
        if (await db.PlansChangedSince(plansSeen - Overlap, ct) is not { Count: > 0 } changed)
        {
            return;
        }

        var all = plans.ToDictionary(StringComparer.Ordinal);
        foreach (var change in changed)
        {
            all[change.Plan.Key] = change.Plan;
            plansSeen = change.At > plansSeen ? change.At : plansSeen;
        }

        plans = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void Note(FlagOverrideChange change)
    {
        var ofTenant = overrides.GetValueOrDefault(change.Tenant)?.ToDictionary(StringComparer.Ordinal) ?? [];
        if (change.Override is null)
        {
            ofTenant.Remove(change.Flag);
        }
        else
        {
            ofTenant[change.Flag] = change.Override;
        }

        overrides[change.Tenant] = ofTenant.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Who was made a moment ago elsewhere has the usual one. Nothing is given away while nothing was read.
    private Plan Own(PlanHeld? has) => has is not null && plans.TryGetValue(has.Plan, out var plan) ? plan : plans.GetValueOrDefault(usual, Plan.Unread);

    private Plan? Tried(PlanHeld? has, DateTimeOffset now) => has?.Trial is { } trial && trial.Runs(now) && plans.TryGetValue(trial.Plan, out var plan) ? plan : null;
}
