using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// Takes telemetry from the tenants' streams. Each has a loop of its own, which waits for a first message, then for one of the process's lanes, takes
/// what else is there, stores it and acknowledges it: what is in hand is a batch for each lane, and one message for each tenant that waits. Of several
/// processes each gets a share; rows of a device are locked while its documents are stored, and its committed sequence does not depend on their order.
/// What cannot be stored goes back to its stream, and its tenant rests, longer each time; the others' goes on.
/// </summary>
internal sealed class StreamPuller : BackgroundService
{
    // A quiet tenant costs one pull in that time, and some signs of life.
    private static readonly NatsJSFetchOpts First = new() { MaxMsgs = 1, Expires = TimeSpan.FromMinutes(5), IdleHeartbeat = TimeSpan.FromMinutes(1) };
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClosedPause = TimeSpan.FromSeconds(10);

    private readonly TelemetryStreams streams;
    private readonly ITenantStates states;
    private readonly TelemetryIntake intake;
    private readonly DeadLetters deadLetters;
    private readonly FleetMetrics metrics;
    private readonly FleetOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<StreamPuller> logger;
    private readonly NatsConnection? connection;
    private readonly WorkLanes<Guid> lanes;
    private readonly SemaphoreSlim room;
    private readonly NatsJSFetchOpts rest;
    private readonly ConcurrentDictionary<TenantId, Loop> pulling = new();
    private volatile TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamPuller(
        TelemetryStreams streams, ITenantStates states, TelemetryIntake intake, DeadLetters deadLetters, FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time,
        ILogger<StreamPuller> logger, NatsConnection? connection = null)
    {
        (this.streams, this.states, this.intake, this.deadLetters, this.metrics, this.options, this.time, this.logger, this.connection) =
            (streams, states, intake, deadLetters, metrics, options.Value, time, logger, connection);
        lanes = new WorkLanes<Guid>("fleet.ingest", this.options.MaxRetryPause, this.options.MaxRestingTenants, time, logger);
        room = new SemaphoreSlim(this.options.IngestLanes);
        rest = new NatsJSFetchOpts { MaxMsgs = this.options.BatchMessages - 1, MaxBytes = this.options.BatchBytes / this.options.IngestLanes, NoWait = true };
    }

    public override void Dispose()
    {
        room.Dispose();
        base.Dispose();
    }

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
                await Follow(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.IngestFailed(e, Reconnect);
                await Pause(Reconnect, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // Stopping; what was not stored comes again.
            }
        }

        await Task.WhenAll(pulling.Values.Select(loop => loop.Task));
    }

    /// <summary>Begins with every stream that there is and that is made.</summary>
    private async Task Follow(NatsConnection broker, CancellationToken ct)
    {
        await using var made = await broker.SubscribeCoreAsync(TelemetryStreams.Made, cancellationToken: ct);
        while (true)
        {
            foreach (var tenant in await streams.List(ct))
            {
                if (!pulling.ContainsKey(tenant))
                {
                    var loop = pulling[tenant] = new Loop();
                    loop.Task = Pull(tenant, loop, ct);
                }
            }

            await News(made, ct);
        }
    }

    /// <summary>Until a stream was made or is gone, or it is time to look whether one was.</summary>
    private async Task News(NatsSub made, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var told = made.ReadAsync(either.Token).AsTask();
        await Task.WhenAny(told, gone.Task, Task.Delay(options.StreamPoll, time, either.Token));

        // What happens from now on is seen by the look that follows, or makes another one.
        gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await either.CancelAsync();
        ct.ThrowIfCancellationRequested();
        if (told is { IsFaulted: true, Exception: { } ended })
        {
            throw new NatsConnectionException("The broker's news of streams have ended.", ended);
        }

        if (told.IsCompletedSuccessfully)
        {
            Recall(await told);
        }

        while (made.TryRead(out var another))
        {
            Recall(another);
        }
    }

    // The broker forgets a pull that reaches it while it takes the stream away, without a word: who waits at a stream that was just made waits in vain.
    private void Recall(NatsMsg made)
    {
        if (TelemetryStreams.TenantOf(made.Subject[(made.Subject.LastIndexOf('.') + 1)..]) is { } tenant && pulling.TryGetValue(tenant, out var loop))
        {
            loop.Recall();
        }
    }

    private async Task Pull(TenantId tenant, Loop loop, CancellationToken ct)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var isAsConfigured = false; !ct.IsCancellationRequested;)
        {
            using var waits = loop.Wait(ct);
            try
            {
                if (!isAsConfigured)
                {
                    await streams.Make(tenant, ct);
                    isAsConfigured = true;
                }

                var consumer = await streams.ConsumerOf(tenant, ct);
                while (true)
                {
                    await foreach (var message in consumer.FetchAsync(First, waits.Token))
                    {
                        await (states.Closed(tenant) is null ? Take(tenant, consumer, message, ct) : Leave(message, ct));
                    }
                }
            }
            catch (NatsJSApiException e) when (e.ErrCode == NatsJSErrors.StreamNotFound)
            {
                // Gone; should it have come again in this moment, its making was told while it still seemed to be served.
                pulling.TryRemove(tenant, out _);
                gone.TrySetResult();
                return;
            }
            catch (NatsException e) when (e is NatsConnectionException or NatsJSPullException)
            {
                // The connection comes back by itself, and says so in the log once, not for every tenant; a consumer that is gone is made again.
                await Pause(Reconnect, ct);
            }
            catch (OperationCanceledException) when (waits.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                // Recalled; on to the stream that is there now.
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.PullFailed(e, tenant.Value, Reconnect);
                await Pause(Reconnect, ct);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
            finally
            {
                loop.Leave();
            }
        }
    }

    // Of a closed tenant nothing is taken; its stream goes in a while, and what is in it until then is its sensors' to send again.
    private async Task Leave(NatsJSMsg message, CancellationToken ct)
    {
        await message.NakAsync(ClosedPause, ct);
        await Pause(Reconnect, ct);
    }

    private async Task Take(TenantId tenant, NatsJSConsumer consumer, NatsJSMsg first, CancellationToken ct)
    {
        await room.WaitAsync(ct);
        try
        {
            var batch = new List<NatsJSMsg> { first };
            await foreach (var message in consumer.FetchAsync(rest, ct))
            {
                batch.Add(message);
            }

            await lanes.Run(tenant.Value, tenant, stop => Store(tenant, batch, stop), ct);
        }
        finally
        {
            room.Release();
        }

        if (lanes.Rest(tenant.Value) is { Ticks: > 0 } pause)
        {
            await Pause(pause, ct);
        }
    }

    private async Task Store(TenantId tenant, List<NatsJSMsg> batch, CancellationToken ct)
    {
        try
        {
            // Told apart from what a dead process held: the stream does not send it again meanwhile.
            await Lease.While(TelemetryStreams.AckWait, async stop =>
            {
                foreach (var message in batch)
                {
                    await message.AckProgressAsync(stop);
                }

                return true;
            }, stop => StoreAll(tenant, batch, stop), time, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            metrics.Retries.Add(1);
            logger.BatchGivenBack(batch.Count, tenant.Value, e.Message);
            foreach (var message in batch)
            {
                await message.NakAsync(Reconnect, ct);
            }

            throw;
        }

        var now = time.GetUtcNow();
        foreach (var message in batch)
        {
            metrics.Lag.Record((now - message.Metadata.Timestamp).TotalSeconds);
            await message.AckAsync(cancellationToken: ct);
        }
    }

    private async Task StoreAll(TenantId tenant, List<NatsJSMsg> batch, CancellationToken ct)
    {
        var incoming = new List<Incoming>(batch.Count);
        var strays = new List<DeadLetter>();
        foreach (var message in batch)
        {
            if (DeviceSubject.TryParse(message.Subject, out var subject) && subject.IsUpward)
            {
                incoming.Add(new(subject.Device, subject.Message, message.Subject, message.Data, message.Headers?["traceparent"]));
            }
            else
            {
                strays.Add(new(null, message.Subject, message.Data, IngestFaults.Subject));
            }
        }

        await deadLetters.Keep(strays, ct);
        if (incoming.Count == 0)
        {
            return;
        }

        var op = OpContext.OfSystem(tenant, "fleet.ingest", Id.NewGuid(time).ToString("N"));
        op.Connections.IsBackground = true;
        var result = await intake.Store(op, incoming, ct);

        // Sensors learn how far they may empty their buffers; also without progress, so that they know where the server stands.
        foreach (var (device, seq) in result.Committed)
        {
            var ack = JsonSerializer.SerializeToUtf8Bytes(new AckMessage(seq), SensorJson.Default.AckMessage);
            await connection!.PublishAsync(new DeviceSubject(tenant.Value, device, DeviceMessage.Ack).ToString(), ack, cancellationToken: ct);
        }
    }

    private async Task Pause(TimeSpan pause, CancellationToken ct)
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

    /// <summary>A tenant's loop, and the way to call it back from its wait for a first message.</summary>
    private sealed class Loop
    {
        private readonly Lock gate = new();
        private CancellationTokenSource? waits;

        public Task Task { get; set; } = Task.CompletedTask;

        public CancellationTokenSource Wait(CancellationToken ct)
        {
            lock (gate)
            {
                return waits = CancellationTokenSource.CreateLinkedTokenSource(ct);
            }
        }

        public void Leave()
        {
            lock (gate)
            {
                waits = null;
            }
        }

        public void Recall()
        {
            lock (gate)
            {
                waits?.Cancel();
            }
        }
    }
}
