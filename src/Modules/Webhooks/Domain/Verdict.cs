namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>What follows from an attempt.</summary>
/// <param name="Status">What becomes of the delivery.</param>
/// <param name="RetryIn">When it is tried again; null when it is not.</param>
/// <param name="SlowDown">How long the whole endpoint is left alone; null when it need not be.</param>
/// <param name="Gone">The endpoint wants nothing more.</param>
internal sealed record Verdict(DeliveryStatus Status, TimeSpan? RetryIn, TimeSpan? SlowDown, bool Gone)
{
    /// <summary>
    /// Standard Webhooks 1.0.0: 2xx succeeds, 410 disables, everything else fails (3xx too); 429, 502, 504 and Retry-After slow the endpoint down.
    /// </summary>
    /// <param name="status">The answer's status; null when none came.</param>
    /// <param name="retryAfter">What the answer asked for.</param>
    /// <param name="policy">The endpoint's.</param>
    /// <param name="earlierTries">Attempts before this one.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static Verdict Of(int? status, TimeSpan? retryAfter, DeliveryPolicy policy, int earlierTries, double jitter)
    {
        if (status is >= 200 and <= 299)
        {
            return new(DeliveryStatus.Succeeded, null, null, false);
        }

        if (status == 410)
        {
            return new(DeliveryStatus.Dead, null, null, true);
        }

        var asked = retryAfter is { } wish ? TimeSpan.FromTicks(Math.Clamp(wish.Ticks, 0, DeliveryPolicy.LongestDelay.Ticks)) : TimeSpan.Zero;
        TimeSpan? slow = status is 429 or 502 or 504 || retryAfter is not null ? Longer(policy.Delay(1, jitter), asked) : null;
        var failures = earlierTries + 1;
        return failures > policy.MaxRetries
            ? new(DeliveryStatus.Dead, null, slow, false)
            : new(DeliveryStatus.Failed, Longer(policy.Delay(failures, jitter), asked), slow, false);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
