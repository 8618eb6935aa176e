using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>Retries what passes quickly. A vault that asks for a longer pause gets it from whoever asked us, not from a request that waits here.</summary>
internal sealed class FewRetries() : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(300), LongestPause))
{
    private const int MaxRetries = 2;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        !(message.HasResponse && Pause(message.Response) > LongestPause) && await base.ShouldRetryAsync(message, exception);

    /// <summary>The Retry-After of an answer, as Key Vault gives it: in seconds.</summary>
    public static TimeSpan? Pause(Response? response) =>
        response is null || !response.Headers.TryGetValue("Retry-After", out var text) ? null
        : int.TryParse(text, out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 3600))
        : null;
}
