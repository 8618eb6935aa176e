using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>What is counted of tenants as a whole.</summary>
public static class TenantQuotas
{
    /// <summary>
    /// About how many bytes a tenant has stored, measured every hour. Where it is used up no device is enrolled; what is there goes on, telemetry too:
    /// that is bounded by how long it is kept.
    /// </summary>
    public static Quota Storage { get; } = new("storage", "Bytes that are stored, measured every hour; beyond the limit no device is enrolled.");
}
