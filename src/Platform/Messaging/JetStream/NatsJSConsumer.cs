using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>One pull.</summary>
public sealed record NatsJSFetchOpts
{
    /// <summary>Messages at most.</summary>
    public int MaxMsgs { get; init; } = 100;

    /// <summary>Bytes at most, as the broker counts them; null does not limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How long the broker waits for messages.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the broker shows that it still waits; half of <see cref="Expires"/> at most, and from a second on by default.</summary>
    public TimeSpan? IdleHeartbeat { get; init; }

    /// <summary>Take what is there and do not wait.</summary>
    public bool NoWait { get; init; }
}

/// <summary>A stream of pulls.</summary>
public sealed record NatsJSConsumeOpts
{
    /// <summary>Messages that may be asked for and not yet read.</summary>
    public int MaxMsgs { get; init; } = 1_000;

    /// <summary>Bytes that may be asked for at once; one pull follows the other then. Null does not limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Ask for more when this many or fewer are still to come; half of <see cref="MaxMsgs"/> unless given.</summary>
    public int? ThresholdMsgs { get; init; }

    /// <summary>How long one pull waits at the broker.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the broker shows that it still waits; twice this without a sign makes a new pull.</summary>
    public TimeSpan IdleHeartbeat { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A pull consumer. Nothing is dropped here: it asks only for what it has room for.</summary>
public sealed class NatsJSConsumer
{
    // Our own sign, put among the messages when the link is new and the broker has forgotten our pulls.
    private const int Renewed = 999;

    private static readonly byte[] RenewedBlock = "NATS/1.0 999 Renewed\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly NatsJSContext context;
    private readonly NatsConnection connection;
    private readonly string pullSubject;

    internal NatsJSConsumer(NatsJSContext context, ConsumerInfo info)
    {
        (this.context, connection, Info) = (context, context.Connection, info);
        pullSubject = $"$JS.API.CONSUMER.MSG.NEXT.{info.StreamName}.{info.Name}";
    }

    /// <summary>As of the last look.</summary>
    public ConsumerInfo Info { get; private set; }

    /// <summary>Looks again.</summary>
    public async ValueTask<ConsumerInfo> RefreshAsync(CancellationToken cancellationToken = default) =>
        Info = (await context.GetConsumerAsync(Info.StreamName, Info.Name, cancellationToken)).Info;

    /// <summary>The next message, or null when none came in time.</summary>
    public async ValueTask<NatsJSMsg?> NextAsync(TimeSpan? expires = null, CancellationToken cancellationToken = default)
    {
        await foreach (var msg in FetchAsync(new NatsJSFetchOpts { MaxMsgs = 1, Expires = expires ?? TimeSpan.FromSeconds(30) }, cancellationToken))
        {
            return msg;
        }

        return null;
    }

    /// <summary>One pull: ends when it is full, when it expires, or when the link is lost; the next pull then brings the rest.</summary>
    /// <exception cref="NatsJSApiException">The consumer or its stream is gone.</exception>
    /// <exception cref="NatsJSPullException">The consumer refused the pull.</exception>
    /// <exception cref="NatsConnectionException">There is no connection.</exception>
    public async IAsyncEnumerable<NatsJSMsg> FetchAsync(NatsJSFetchOpts? opts = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        opts ??= new NatsJSFetchOpts();
        await using var sub = await SubscribeAsync(opts.MaxMsgs, cancellationToken);
        var heartbeat = opts.IdleHeartbeat ?? (opts.Expires >= TimeSpan.FromSeconds(1) ? Least(opts.Expires / 2, TimeSpan.FromSeconds(15)) : null);
        var pull = new PullRequest
        {
            Batch = opts.MaxMsgs,
            MaxBytes = opts.MaxBytes,
            NoWait = opts.NoWait ? true : null,
            Expires = opts.NoWait ? null : opts.Expires,
            IdleHeartbeat = opts.NoWait ? null : heartbeat,
        };
        await PullAsync(sub, pull, cancellationToken);
        var patience = opts.NoWait ? connection.Opts.RequestTimeout : heartbeat is { } beat ? Least(beat * 2, opts.Expires + Grace) : opts.Expires + Grace;
        for (var taken = 0; taken < opts.MaxMsgs;)
        {
            var msg = await NextAsync(sub, patience, cancellationToken);
            if (msg is null)
            {
                await ThrowIfGoneAsync(cancellationToken);
                yield break;
            }

            if (msg.Status == 0)
            {
                taken++;
                yield return new NatsJSMsg(connection, msg);
            }
            else if (msg.Status != 100)
            {
                ThrowIfFatal(msg);
                if (msg.Status == 503)
                {
                    await ThrowIfGoneAsync(cancellationToken);
                }

                yield break;
            }
        }
    }

    /// <summary>Messages without end: asks for more while the caller works, and goes on after lost links.</summary>
    /// <exception cref="NatsJSApiException">The consumer or its stream is gone.</exception>
    /// <exception cref="NatsJSPullException">The consumer refused the pull.</exception>
    public async IAsyncEnumerable<NatsJSMsg> ConsumeAsync(NatsJSConsumeOpts? opts = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        opts ??= new NatsJSConsumeOpts();
        var threshold = opts.MaxBytes is null ? Math.Min(opts.ThresholdMsgs ?? opts.MaxMsgs / 2, opts.MaxMsgs - 1) : 0;

        // Twice the room: after a silence a new pull is made, and the old one may still answer.
        await using var sub = await SubscribeAsync(opts.MaxMsgs * 2, cancellationToken);
        var awaited = 0;
        while (true)
        {
            if (awaited <= threshold)
            {
                if (!await TryPullAsync(sub, opts, opts.MaxMsgs - awaited, cancellationToken))
                {
                    awaited = 0;
                    continue;
                }

                awaited = opts.MaxMsgs;
            }

            var msg = await NextAsync(sub, opts.IdleHeartbeat * 2, cancellationToken);
            switch (msg?.Status)
            {
                case 0:
                    awaited = Math.Max(0, awaited - 1);
                    yield return new NatsJSMsg(connection, msg);
                    break;
                case 100:
                    break;
                case null when sub.Ended:
                    yield break;
                case Renewed:
                    awaited = 0;
                    break;
                case null:
                    await ThrowIfGoneAsync(cancellationToken);
                    awaited = 0;
                    break;
                case 503:
                    await ThrowIfGoneAsync(cancellationToken);
                    await Task.Delay(TimeSpan.FromMilliseconds(250), connection.Opts.TimeProvider, cancellationToken);
                    awaited = 0;
                    break;
                default:
                    ThrowIfFatal(msg);
                    var left = int.TryParse(msg.Headers?["Nats-Pending-Messages"], out var n) ? n : awaited;
                    if (left == opts.MaxMsgs && opts.MaxBytes is not null && msg.Status == 409 && IsAbout(msg, "MaxBytes"))
                    {
                        throw new NatsJSPullException(409, "The next message alone is larger than MaxBytes.");
                    }

                    awaited = Math.Max(0, awaited - left);
                    break;
            }
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsAbout(NatsMsg msg, string word) => msg.Headers!.StatusText.Contains(word, StringComparison.OrdinalIgnoreCase);

    // 404, 408 and most of 409 end one pull; these say that the next one would end the same way.
    private static void ThrowIfFatal(NatsMsg msg)
    {
        var fatal = msg.Status == 400 || (msg.Status == 409 && (IsAbout(msg, "Consumer Deleted") || IsAbout(msg, "push based") || IsAbout(msg, "MaxRequest")));
        if (fatal)
        {
            throw new NatsJSPullException(msg.Status, msg.Headers!.StatusText);
        }
    }

    // A pull on a consumer that does not exist is met with silence, as is one while the broker is away: only the first is an error.
    private async ValueTask ThrowIfGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (NatsException e) when (e is not NatsJSApiException { ErrCode: NatsJSErrors.ConsumerNotFound or NatsJSErrors.StreamNotFound })
        {
            // For now only: the next pull will show.
        }
    }

    private async ValueTask<NatsSub> SubscribeAsync(int room, CancellationToken cancellationToken)
    {
        // The broker may put statuses and heartbeats between messages; the bytes are bounded by the pull.
        var opts = new NatsSubOpts { PendingMessages = room + 64, PendingBytes = long.MaxValue };
        var sub = await connection.SubscribeCoreAsync(connection.NewInbox(), null, opts, cancellationToken);
        sub.Renewed = () => sub.Deliver(new NatsMsg(null, "", null, RenewedBlock, RenewedBlock.Length));
        return sub;
    }

    private ValueTask PullAsync(NatsSub sub, PullRequest pull, CancellationToken cancellationToken) =>
        connection.PublishAsync(pullSubject, JsonSerializer.SerializeToUtf8Bytes(pull, JSContext.Default.PullRequest), replyTo: sub.Subject, cancellationToken: cancellationToken);

    private async ValueTask<bool> TryPullAsync(NatsSub sub, NatsJSConsumeOpts opts, int batch, CancellationToken cancellationToken)
    {
        try
        {
            var pull = new PullRequest { Batch = batch, MaxBytes = opts.MaxBytes, Expires = opts.Expires, IdleHeartbeat = Least(opts.IdleHeartbeat, opts.Expires / 2) };
            await PullAsync(sub, pull, cancellationToken);
            return true;
        }
        catch (NatsConnectionException) when (connection.ConnectionState != NatsConnectionState.Closed)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(connection.WaitForStateAsync(NatsConnectionState.Open, either.Token), connection.WaitForStateAsync(NatsConnectionState.Closed, either.Token));
            await either.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>The next message or status; null after that long without one, or when the subscription has ended.</summary>
    private async ValueTask<NatsMsg?> NextAsync(NatsSub sub, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (sub.TryRead(out var msg))
        {
            return msg;
        }

        using var deadline = new CancellationTokenSource(patience, connection.Opts.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            while (await sub.WaitToReadAsync(both.Token))
            {
                if (sub.TryRead(out msg))
                {
                    return msg;
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
