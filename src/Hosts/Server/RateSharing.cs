using System.Text.Json;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Hosts.Server;

/// <summary>
/// Makes the limits of all processes one: each says on <c>rates</c> what it took, and the others charge it. Without the broker every process
/// limits by itself.
/// </summary>
internal sealed partial class RateSharing(RateLimits limits, NatsConnection nats, IOptions<HttpOptions> options, TimeProvider time, ILogger<RateSharing> logger) : BackgroundService
{
    private const string Subject = "rates";
    private const int EntriesPerMessage = 1000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Report(stoppingToken), Listen(stoppingToken));

    private async Task Report(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.Value.RateReportInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var spent = limits.Spent();
                if (nats.ConnectionState == NatsConnectionState.Open)
                {
                    await Send(spent);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task Send(IReadOnlyList<RateSpent> spent)
    {
        try
        {
            foreach (var some in spent.Chunk(EntriesPerMessage))
            {
                await nats.PublishAsync(Subject, JsonSerializer.SerializeToUtf8Bytes(some, WireJson.Options));
            }
        }
        catch (NatsException e)
        {
            // What was not said is forgiven; the next report says the next.
            Lost(logger, e.Message);
        }
    }

    private async Task Listen(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var message in nats.SubscribeAsync(Subject, cancellationToken: stop))
                {
                    Charge(message);
                }
            }
            catch (NatsException e)
            {
                Lost(logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Charge(NatsMsg message)
    {
        try
        {
            foreach (var spent in JsonSerializer.Deserialize<RateSpent[]>(message.Data.Span, WireJson.Options) ?? [])
            {
                limits.Charge(spent);
            }
        }
        catch (JsonException e)
        {
            // A process of another version.
            Unreadable(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Limits are not shared between processes for now: {Reason}")]
    private static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A report of another process about limits cannot be read: {Reason}")]
    private static partial void Unreadable(ILogger logger, string reason);
}
