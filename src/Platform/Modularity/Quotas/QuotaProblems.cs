using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>What can stand in the way of using more.</summary>
public static class QuotaProblems
{
    /// <summary>The tenant has all that it may have of something.</summary>
    /// <param name="quota">Of what.</param>
    /// <param name="limit">How much it may have.</param>
    /// <param name="resets">How long until it may use more by itself; null when it may not.</param>
    public static Problem Exceeded(Quota quota, long limit, TimeSpan? resets = null)
    {
        ArgumentNullException.ThrowIfNull(quota);
        return new(ProblemKind.TooMany, "tenancy.quota_exceeded", $"The tenant's quota '{quota.Name}' is {limit}, and this would exceed it.", RetryAfter: resets);
    }
}
