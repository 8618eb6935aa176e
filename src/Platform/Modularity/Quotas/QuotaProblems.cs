using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>What can stand in the way of using more.</summary>
public static class QuotaProblems
{
    /// <summary>The tenant has all that it may have of something.</summary>
    public static Problem Exceeded(Quota quota, long limit)
    {
        ArgumentNullException.ThrowIfNull(quota);
        return new(ProblemKind.TooMany, "tenancy.quota_exceeded", $"The tenant's quota '{quota.Name}' is {limit}, and this would exceed it.");
    }
}
