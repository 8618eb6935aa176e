using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A tenant's own limit of a quota.</summary>
/// <param name="Most">How much it may have.</param>
/// <param name="ExpiresAt">From when on the usual limit holds again; null when it does not end by itself.</param>
internal sealed record TenantLimit(long Most, DateTimeOffset? ExpiresAt)
{
    public bool Holds(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}

/// <summary>What has become of a tenant's own limit: <paramref name="Limit"/> is null when the usual one holds again.</summary>
internal sealed record TenantLimitChange(TenantId Tenant, string Quota, TenantLimit? Limit, DateTimeOffset At);
