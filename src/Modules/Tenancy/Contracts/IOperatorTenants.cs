using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A plan, as the operator makes it.</summary>
/// <param name="Key">2 to 32 of A-Z, 0-9 and underscore; never renamed.</param>
/// <param name="Name">For people: 1 to 100 characters.</param>
/// <param name="Meaning">For whom it is: 1 to 100 characters.</param>
/// <param name="Rank">A plan of a higher rank is more; no two have the same.</param>
/// <param name="HasAllFlags">Whether it has every flag, those that come later among them.</param>
/// <param name="Flags">The flags that it has by name.</param>
/// <param name="Limits">By the quotas' names; of all others the usual limits hold.</param>
public sealed record PlanTerms(string Key, string Name, string Meaning, int Rank, bool HasAllFlags, IReadOnlyList<string> Flags, IReadOnlyDictionary<string, long> Limits);

/// <summary>What the operator made of a plan.</summary>
/// <param name="Plan">Which.</param>
/// <param name="At">When.</param>
/// <param name="Before">What it was, as JSON; null for a new one.</param>
/// <param name="After">What it is, as JSON.</param>
public sealed record PlanMade(string Plan, DateTimeOffset At, string? Before, string After);

/// <summary>What a tenant can have, as the operator sees it.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Plan">The key of its own plan.</param>
/// <param name="Trial">The key of the plan that it tries; null when it tries none.</param>
/// <param name="TrialEndsAt">When that ends.</param>
/// <param name="FlagsOn">The flags that are on.</param>
/// <param name="Limits">How much it may have of each quota.</param>
/// <param name="Place">Where it is, and where it is going.</param>
public sealed record TenantTerms(
    TenantSummary Tenant, string Plan, string? Trial, DateTimeOffset? TrialEndsAt, IReadOnlyList<string> FlagsOn, IReadOnlyDictionary<string, long> Limits, string Place);

/// <summary>
/// What the operator does about plans and tenants on the server's own machine: to be there, and to read its configuration, is the credential. Tenants are
/// named by id or slug; what is done to one stands in its log.
/// </summary>
public interface IOperatorTenants
{
    /// <summary>All plans, the least first.</summary>
    Task<PlanTerms[]> Plans(CancellationToken ct);

    /// <summary>Makes a plan, or makes another of it; for those who have it within a second. What was made of it is written down.</summary>
    Task<Result<PlanTerms>> SavePlan(PlanTerms plan, CancellationToken ct);

    /// <summary>What was made of plans, the newest first; at most so many.</summary>
    Task<PlanMade[]> PlanHistory(int limit, CancellationToken ct);

    /// <summary>What a tenant can have.</summary>
    Task<Result<TenantTerms>> Show(string tenant, CancellationToken ct);

    /// <summary>Gives a tenant another plan.</summary>
    Task<Result<TenantTerms>> SetPlan(string tenant, string plan, CancellationToken ct);

    /// <summary>Lets a tenant try a plan for some days; with no plan, puts the end of its trial off by so many days.</summary>
    Task<Result<TenantTerms>> Trial(string tenant, string? plan, int days, CancellationToken ct);

    /// <summary>Ends a tenant's trial.</summary>
    Task<Result<TenantTerms>> EndTrial(string tenant, CancellationToken ct);

    /// <summary>Sets the limits that a tenant has of its own: those that are named, and no others.</summary>
    Task<Result<TenantTerms>> SetLimits(string tenant, IReadOnlyList<(string Quota, long Limit)> limits, CancellationToken ct);

    /// <summary>Has a tenant moved by a server that knows the owner's connections: SHARED, SCHEMA or DATABASE, in which database.</summary>
    Task<Result<TenantTerms>> Place(string tenant, string kind, string? database, CancellationToken ct);

    /// <summary>Sets the flags that are on or off in a tenant whatever its plan says: those that are named, and no others.</summary>
    Task<Result<TenantTerms>> SetFlags(string tenant, IReadOnlyList<(string Flag, bool IsOn)> flags, CancellationToken ct);
}
