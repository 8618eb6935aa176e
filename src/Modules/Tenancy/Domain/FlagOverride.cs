using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A flag that is on or off in one tenant, whatever its plan says.</summary>
/// <param name="IsOn">Which of both.</param>
/// <param name="ExpiresAt">From when on the plan says it again; null when that does not come by itself.</param>
internal sealed record FlagOverride(bool IsOn, DateTimeOffset? ExpiresAt)
{
    public bool Holds(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}

/// <summary>What has become of a tenant's override: <paramref name="Override"/> is null when the plan says it again.</summary>
internal sealed record FlagOverrideChange(TenantId Tenant, string Flag, FlagOverride? Override, DateTimeOffset At);

/// <summary>Whether a flag is on in a tenant, and why.</summary>
/// <param name="IsOn">Whether.</param>
/// <param name="From">What says so.</param>
/// <param name="Until">When that ends; null when it does not end by itself.</param>
internal readonly record struct FlagState(bool IsOn, FlagSource From, DateTimeOffset? Until);

/// <summary>What says whether a flag is on.</summary>
internal enum FlagSource
{
    /// <summary>The tenant's own plan.</summary>
    Plan,

    /// <summary>The plan that the tenant tries.</summary>
    Trial,

    /// <summary>Somebody above, for this tenant alone.</summary>
    Override,
}
