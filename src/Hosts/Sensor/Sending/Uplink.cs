using System.Security.Cryptography;
using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Sending;

/// <summary>How the way to the server stands, for --once and for the end of a run.</summary>
internal enum UplinkState
{
    /// <summary>Nothing has been tried yet.</summary>
    Unknown,

    /// <summary>The last attempt went through.</summary>
    Sending,

    /// <summary>Neither way works.</summary>
    Unreachable,

    /// <summary>The server knows but refuses this device.</summary>
    Refused,

    /// <summary>The device was removed at the server.</summary>
    Removed,
}

/// <summary>
/// Empties the buffer towards the server, in order: through NATS while that is up, by HTTPS when it is not within its patience or a publish fails, and through
/// NATS again when it is back. What was sent stays in the buffer until the server names it committed; without progress it is sent again.
/// </summary>
internal sealed class Uplink : IAsyncDisposable
{
    private const int BatchDocuments = 200;
    private const int BatchBytes = 1024 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMinutes(5);

    private readonly DataFolder folder;
    private readonly SensorSettings settings;
    private readonly DocumentBuffer buffer;
    private readonly SensorApi api;
    private readonly ECDsa key;
    private readonly NatsUplink nats;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly BackOff httpBackOff;
    private readonly BackOff natsBackOff;
    private SensorIdentity identity;
    private long sent;
    private long progressSeq;
    private long progressAt;
    private long natsGivenUntil;
    private long natsNotBefore;
    private long httpNotBefore;
    private int batchBytes = BatchBytes;
    private string? way;

    public Uplink(
        DataFolder folder, SensorIdentity identity, SensorSettings settings, DocumentBuffer buffer, ECDsa key, ILoggerFactory loggers, TimeProvider time, Random random)
    {
        (this.folder, this.identity, this.settings, this.buffer, this.key, this.time) = (folder, identity, settings, buffer, key, time);
        logger = loggers.CreateLogger<Uplink>();
        api = new SensorApi(identity.Server, identity.CaFile, time);
        nats = new NatsUplink(identity.TenantId, identity.DeviceId, identity.CaFile, loggers, time)
        {
            Acknowledged = seq => Commit(seq),
            Changed = buffer.Changed.Set,
        };
        httpBackOff = new BackOff(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2), random);
        natsBackOff = new BackOff(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), random);
        sent = progressSeq = buffer.Committed;
    }

    public UplinkState State { get; private set; }

    /// <summary>Runs until it is cancelled or the device turns out to be removed.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        progressAt = time.GetTimestamp();
        natsGivenUntil = In(TimeSpan.FromSeconds(settings.NatsPatienceSeconds));
        if (identity.Messaging is { } known)
        {
            await nats.UseAsync(known, ct);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var refreshing = RefreshAsync(stop.Token);
        try
        {
            while (State != UplinkState.Removed)
            {
                ct.ThrowIfCancellationRequested();
                SendAgainWhenStalled();
                if (!await SendSomeAsync(ct))
                {
                    await buffer.Changed.WaitAsync(Look, time, ct);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await nats.DisposeAsync();
        api.Dispose();
    }

    /// <summary>True when something went out; false when there is nothing, or no way, for the moment.</summary>
    private async Task<bool> SendSomeAsync(CancellationToken ct)
    {
        var batch = buffer.ReadAfter(sent, BatchDocuments, batchBytes);
        if (batch.Count == 0)
        {
            return false;
        }

        if (nats.IsUp && IsPast(natsNotBefore))
        {
            return await PublishAsync(batch, ct);
        }

        var mayStillComeUp = identity.Messaging is not null && !nats.NeedsCredentials && !IsPast(natsGivenUntil);
        return !mayStillComeUp && IsPast(httpNotBefore) && await PostAsync(batch, ct);
    }

    private async Task<bool> PublishAsync(IReadOnlyList<OutgoingDocument> batch, CancellationToken ct)
    {
        try
        {
            foreach (var document in batch)
            {
                await nats.PublishAsync(document, ct);
                Sent(document.Seq);
            }

            natsBackOff.Reset();
            Over("NATS");
            return true;
        }
        catch (NatsException e)
        {
            var pause = natsBackOff.Next();
            natsNotBefore = In(pause);
            natsGivenUntil = time.GetTimestamp();
            logger.PublishFailed(e.Message, (int)pause.TotalSeconds);
            return true;
        }
    }

    private async Task<bool> PostAsync(IReadOnlyList<OutgoingDocument> batch, CancellationToken ct)
    {
        var answer = await api.IngestAsync(key, identity.TenantId, identity.DeviceId, batch, ct);
        switch (answer.Outcome)
        {
            case ApiOutcome.Done:
                httpBackOff.Reset();
                batchBytes = BatchBytes;
                foreach (var rejected in answer.Value!.Rejected.Where(r => r.Line >= 1 && r.Line <= batch.Count))
                {
                    logger.DocumentRejected(batch[rejected.Line - 1].Seq, rejected.Code, Logs.LogText.Clean(rejected.Detail, 300));
                    buffer.Discard(batch[rejected.Line - 1].Seq);
                }

                Sent(batch[^1].Seq);
                Commit(answer.Value.CommittedSeq);
                Over("HTTPS");
                return true;
            case ApiOutcome.TooLarge when batch.Count > 1:
                batchBytes = Math.Max(1, batchBytes / 2);
                return true;
            case ApiOutcome.TooLarge:
                logger.DocumentRejected(batch[0].Seq, SensorProblemCodes.DocumentTooLarge, answer.Detail);
                buffer.Discard(batch[0].Seq);
                return true;
            case ApiOutcome.Removed:
                Remove(answer.Detail);
                return true;
            case ApiOutcome.Refused:
                Pause(UplinkState.Refused, Jittered(RefusedPause), answer.Detail);
                return false;
            case ApiOutcome.Busy:
                var asked = answer.RetryAfter ?? TimeSpan.Zero;
                var own = httpBackOff.Next();
                Pause(UplinkState.Unreachable, asked > own && asked < TimeSpan.FromHours(1) ? asked : own, answer.Detail);
                return false;
            default:
                Pause(UplinkState.Unreachable, httpBackOff.Next(), answer.Detail);
                return false;
        }
    }

    /// <summary>Asks for a new log-in when four fifths of the present one's life are over, when the broker refused it, or now and then while there is none.</summary>
    private async Task RefreshAsync(CancellationToken ct)
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), Random.Shared);
        var withoutSince = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Look, time, ct);
            var isDue = identity.Messaging is { } known
                ? nats.NeedsCredentials || time.GetUtcNow() >= Due(known)
                : time.GetElapsedTime(withoutSince) > TimeSpan.FromMinutes(10);
            if (!isDue)
            {
                continue;
            }

            var answer = await api.RefreshAsync(key, identity.TenantId, identity.DeviceId, ct);
            withoutSince = time.GetTimestamp();
            if (answer.Outcome == ApiOutcome.Removed)
            {
                Remove(answer.Detail);
                return;
            }

            if (answer.Outcome == ApiOutcome.Done)
            {
                backOff.Reset();
                identity = identity with { Messaging = answer.Value!.Messaging, MessagingObtainedAt = time.GetUtcNow() };
                identity.Save(folder);
                logger.CredentialsRenewed(identity.Messaging?.ExpiresAt);
                if (identity.Messaging is { } fresh)
                {
                    await nats.UseAsync(fresh, ct);
                }

                // However short-lived the answer is, the server is not asked all the time.
                await Task.Delay(TimeSpan.FromSeconds(5), time, ct);
                continue;
            }

            var pause = answer.Outcome == ApiOutcome.Refused ? Jittered(RefusedPause) : backOff.Next();
            logger.CredentialsNotRenewed(answer.Detail, (int)pause.TotalSeconds);
            await Task.Delay(pause, time, ct);
        }

        DateTimeOffset Due(MessagingAccess known)
        {
            var since = identity.MessagingObtainedAt ?? identity.EnrolledAt;
            return since + ((known.ExpiresAt - since) * 0.8);
        }
    }

    private void SendAgainWhenStalled()
    {
        var committed = buffer.Committed;
        if (committed > progressSeq || sent <= committed)
        {
            (progressSeq, progressAt) = (committed, time.GetTimestamp());
            sent = Math.Max(sent, committed);
        }
        else if (time.GetElapsedTime(progressAt) > TimeSpan.FromSeconds(settings.ResendSeconds))
        {
            logger.SendingAgain(committed, sent);
            (sent, progressAt) = (committed, time.GetTimestamp());
        }
    }

    private void Sent(long seq)
    {
        if (sent <= buffer.Committed)
        {
            // The clock of the stall starts with the first document on its way.
            progressAt = time.GetTimestamp();
        }

        sent = seq;
    }

    private void Commit(long seq)
    {
        if (buffer.Commit(seq))
        {
            logger.Committed(seq, buffer.Count);
        }
    }

    private void Over(string now)
    {
        State = UplinkState.Sending;
        if (way != now)
        {
            way = now;
            logger.SendingOver(now);
        }
    }

    private void Pause(UplinkState state, TimeSpan pause, string why)
    {
        State = state;
        way = null;
        httpNotBefore = In(pause);
        logger.NotSent(why, (int)Math.Ceiling(pause.TotalSeconds), buffer.Count);
    }

    private void Remove(string why)
    {
        logger.DeviceRemoved(why);
        identity = identity with { RemovedAt = time.GetUtcNow(), Messaging = null };
        identity.Save(folder);
        State = UplinkState.Removed;
        buffer.Changed.Set();
    }

    private static TimeSpan Jittered(TimeSpan pause) => pause * (0.75 + (Random.Shared.NextDouble() / 2));

    private long In(TimeSpan pause) => time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private bool IsPast(long timestamp) => time.GetTimestamp() >= timestamp;
}
