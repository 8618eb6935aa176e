using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// Takes telemetry from the stream in batches: whatever has come while the batch before was stored. Of several processes each gets a share;
/// rows of a device are locked while its documents are stored, and its committed sequence does not depend on their order. A batch that cannot be
/// stored goes back to the stream, and the next is taken after a pause that grows.
/// </summary>
internal sealed class StreamPuller(
    TelemetryIntake intake, DeadLetters deadLetters, FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time, ILogger<StreamPuller> logger, NatsConnection? connection = null)
    : BackgroundService
{
    public const string Stream = "TELEMETRY";
    public const string Consumer = "fleet-ingest";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private TimeSpan pause;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connection is null)
        {
            logger.NoMessaging();
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Pull(new NatsJSContext(connection), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.IngestFailed(e, NextPause());
                await Pause(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // Stopping; what was not stored comes again.
            }
        }
    }

    private async Task Pull(NatsJSContext broker, CancellationToken ct)
    {
        await broker.CreateOrUpdateStreamAsync(
            new StreamConfig(Stream, [.. DeviceSubject.Upward.Select(DeviceSubject.OfAllDevices)])
            {
                Description = "Telemetry on its way from sensors to the database.",
                Retention = StreamConfigRetention.Workqueue,
                MaxAge = options.Value.StreamAge,
                MaxBytes = options.Value.StreamBytes,
                MaxMsgsPerSubject = options.Value.StreamMessagesPerSubject,
            },
            ct);
        var consumer = await broker.CreateOrUpdateConsumerAsync(
            Stream,
            new ConsumerConfig(Consumer)
            {
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = TimeSpan.FromSeconds(30),
                MaxDeliver = -1,
                MaxAckPending = options.Value.BatchMessages * 4,
            },
            ct);
        logger.IngestStarted(Stream);
        var pulls = new NatsJSConsumeOpts { MaxMsgs = options.Value.BatchMessages, MaxBytes = options.Value.BatchBytes };
        await using var messages = consumer.ConsumeAsync(pulls, ct).GetAsyncEnumerator(ct);
        var next = messages.MoveNextAsync().AsTask();
        var batch = new List<NatsJSMsg>();
        while (await next)
        {
            var bytes = 0;
            do
            {
                batch.Add(messages.Current);
                bytes += messages.Current.Size;
                next = messages.MoveNextAsync().AsTask();
            }
            while (next.IsCompletedSuccessfully && await next && batch.Count < options.Value.BatchMessages && bytes < options.Value.BatchBytes);

            if (await Take(batch, ct))
            {
                pause = default;
            }
            else
            {
                await Pause(ct);
            }

            batch.Clear();
        }
    }

    /// <summary>Stores a batch, tenant by tenant; false when some of it went back.</summary>
    private async Task<bool> Take(List<NatsJSMsg> batch, CancellationToken ct)
    {
        var isDone = true;
        var read = batch.Select(m => (Message: m, IsOfDevice: DeviceSubject.TryParse(m.Subject, out var subject) && subject.IsUpward, Subject: subject)).ToList();
        var strays = read.Where(r => !r.IsOfDevice).Select(r => r.Message).ToList();
        isDone &= await Settle(strays, default, s => deadLetters.Keep([.. strays.Select(m => new DeadLetter(null, m.Subject, m.Data, IngestFaults.Subject))], s), ct);
        await Parallel.ForEachAsync(
            read.Where(r => r.IsOfDevice).GroupBy(r => r.Subject.Tenant),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.IngestLanes, CancellationToken = ct },
            async (ofTenant, stop) =>
            {
                var settled = await Settle(
                    [.. ofTenant.Select(r => r.Message)],
                    ofTenant.Key,
                    async s =>
                    {
                        var op = OpContext.OfSystem(new TenantId(ofTenant.Key), "fleet.ingest", Id.NewGuid(time).ToString("N"));
                        var result = await intake.Store(op, [.. ofTenant.Select(r => new Incoming(r.Subject.Device, r.Subject.Message, r.Message.Subject, r.Message.Data, r.Message.Headers?["traceparent"]))], s);
                        await Tell(ofTenant.Key, result.Committed, s);
                    },
                    stop);
                if (!settled)
                {
                    isDone = false;
                }
            });
        return isDone;
    }

    /// <summary>Works on messages and then tells the broker: done, or again later.</summary>
    private async Task<bool> Settle(List<NatsJSMsg> messages, Guid tenant, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        if (messages.Count == 0)
        {
            return true;
        }

        try
        {
            await work(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            metrics.Retries.Add(1);
            var wait = NextPause();
            logger.BatchGivenBack(messages.Count, tenant, wait, e.Message);
            foreach (var message in messages)
            {
                await message.NakAsync(wait, ct);
            }

            return false;
        }

        var now = time.GetUtcNow();
        foreach (var message in messages)
        {
            metrics.Lag.Record((now - message.Metadata.Timestamp).TotalSeconds);
            await message.AckAsync(cancellationToken: ct);
        }

        return true;
    }

    /// <summary>Tells sensors how far they may empty their buffers; also without progress, so that they know where the server stands.</summary>
    private async Task Tell(Guid tenant, IReadOnlyDictionary<Guid, long> committed, CancellationToken ct)
    {
        foreach (var (device, seq) in committed)
        {
            var ack = JsonSerializer.SerializeToUtf8Bytes(new AckMessage(seq), SensorJson.Default.AckMessage);
            await connection!.PublishAsync(new DeviceSubject(tenant, device, DeviceMessage.Ack).ToString(), ack, cancellationToken: ct);
        }
    }

    private TimeSpan NextPause()
    {
        var doubled = pause == default ? FirstPause : pause * 2;
        return pause = doubled < options.Value.MaxRetryPause ? doubled : options.Value.MaxRetryPause;
    }

    private async Task Pause(CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, time, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
