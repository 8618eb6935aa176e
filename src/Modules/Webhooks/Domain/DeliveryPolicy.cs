using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks.Domain;

/// <summary>How an endpoint wants to be tried.</summary>
/// <param name="MaxRetries">0 to 10 attempts after the first.</param>
/// <param name="TimeoutSeconds">1 to 300 for one attempt.</param>
/// <param name="RetryDelaySeconds">1 to 3600 before the first retry; doubles with each.</param>
internal sealed record DeliveryPolicy(int MaxRetries, int TimeoutSeconds, int RetryDelaySeconds)
{
    /// <summary>No retry is further away than this, whoever asks for it.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromHours(24);

    public Problem? Check() =>
        MaxRetries is < 0 or > 10 ? WebhooksProblems.OutOfRange("maxRetries", 0, 10)
        : TimeoutSeconds is < 1 or > 300 ? WebhooksProblems.OutOfRange("timeoutSeconds", 1, 300)
        : RetryDelaySeconds is < 1 or > 3600 ? WebhooksProblems.OutOfRange("retryDelaySeconds", 1, 3600)
        : null;

    /// <summary>The pause after a number of failed attempts: doubling, and up to a fifth longer so that what failed together does not return together.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public TimeSpan Delay(int failures, double jitter)
    {
        var seconds = RetryDelaySeconds * Math.Pow(2, Math.Min(failures, 32) - 1) * (1 + (jitter * 0.2));
        return seconds >= LongestDelay.TotalSeconds ? LongestDelay : TimeSpan.FromSeconds(seconds);
    }
}
