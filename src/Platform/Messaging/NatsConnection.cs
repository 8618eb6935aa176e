using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Platform.Messaging.Protocol;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Messaging;

/// <summary>
/// A connection to a NATS broker that comes back by itself. Safe for many callers at once.
/// <para>A completed <see cref="PublishAsync"/> means that the message waits for the socket, no more: what waits when the link breaks is
/// lost. Who needs certainty publishes through JetStream and repeats with the same message id.</para>
/// </summary>
public sealed partial class NatsConnection : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, NatsSub> subscriptions = new();
    private readonly Lock gate = new();
    private readonly ReplyMux replies;
    private readonly ReplyKind<NatsMsg> answers;
    private readonly ServerPool servers;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private volatile Link? link;
    private long lastSid = ReplyMux.Sid;

    /// <summary>Makes a connection that is opened by <see cref="ConnectAsync"/> or by its first use.</summary>
    /// <exception cref="ArgumentException">An address cannot be read.</exception>
    public NatsConnection(NatsOpts? opts = null)
    {
        Opts = opts ?? new NatsOpts();
        RequireSubject(Opts.InboxPrefix);
        servers = new ServerPool(Opts.Url);
        replies = new ReplyMux(Opts);
        answers = new ReplyKind<NatsMsg>(ReadAnswer);
        logger = Opts.LoggerFactory.CreateLogger<NatsConnection>();
        linkOwner = new LinkOwner(this);
    }

    /// <summary>A login was accepted and subscriptions are in place. Handlers are called one after another and must be quick.</summary>
    public event EventHandler<NatsConnectionEventArgs>? ConnectionOpened;

    /// <summary>The link was lost.</summary>
    public event EventHandler<NatsConnectionEventArgs>? ConnectionDisconnected;

    /// <summary>No server could be reached or let us in; the next attempt follows after a pause.</summary>
    public event EventHandler<NatsConnectionEventArgs>? ReconnectFailed;

    /// <summary>The broker refused a publish or a subscription.</summary>
    public event EventHandler<NatsPermissionEventArgs>? PermissionViolated;

    /// <summary>A subscription began to drop messages.</summary>
    public event EventHandler<NatsMessageDroppedEventArgs>? MessageDropped;

    /// <summary>The options.</summary>
    public NatsOpts Opts { get; }

    /// <summary>What the present broker says of itself; null while there is none.</summary>
    public NatsServerInfo? ServerInfo => link?.Info;

    /// <summary>Sends a message.</summary>
    /// <param name="subject">Where to; no wildcards.</param>
    /// <param name="data">The payload; free for reuse when the task completes.</param>
    /// <param name="headers">Headers, for instance <c>traceparent</c>.</param>
    /// <param name="replyTo">Where an answer is awaited.</param>
    /// <param name="cancellationToken">Ends the wait for room or for the connection.</param>
    /// <exception cref="NatsPayloadTooLargeException">More than the broker takes.</exception>
    /// <exception cref="NatsConnectionException">No connection within <see cref="NatsOpts.PublishTimeoutOnDisconnected"/>.</exception>
    public ValueTask PublishAsync(
        string subject, ReadOnlyMemory<byte> data = default, NatsHeaders? headers = null, string? replyTo = null, CancellationToken cancellationToken = default)
    {
        RequireSubject(subject);
        if (replyTo is not null)
        {
            RequireSubject(replyTo);
        }

        return TryPublish(subject, data.Span, headers, replyTo, null) == WriteOutcome.Written
            ? ValueTask.CompletedTask
            : new ValueTask(PublishSlowAsync(subject, data, headers, replyTo, null, cancellationToken));
    }

    /// <summary>Subscribes, and gives messages until the enumeration ends.</summary>
    public async IAsyncEnumerable<NatsMsg> SubscribeAsync(
        string subject, string? queueGroup = null, NatsSubOpts? opts = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var sub = await SubscribeCoreAsync(subject, queueGroup, opts, cancellationToken);
        await foreach (var msg in sub.ReadAllAsync(cancellationToken))
        {
            yield return msg;
        }
    }

    /// <summary>Subscribes. When the task completes the subscription is written; what this connection publishes later will match it.</summary>
    public async ValueTask<NatsSub> SubscribeCoreAsync(
        string subject, string? queueGroup = null, NatsSubOpts? opts = null, CancellationToken cancellationToken = default)
    {
        RequireSubject(subject);
        if (queueGroup is not null)
        {
            RequireSubject(queueGroup);
        }

        await EnsureBegunAsync(cancellationToken);
        return Subscribe(subject, queueGroup, opts?.PendingMessages ?? Opts.SubPendingMessages, opts?.PendingBytes ?? Opts.SubPendingBytes);
    }

    /// <summary>Sends a request and gives its first answer.</summary>
    /// <remarks>The wait is <see cref="NatsOpts.RequestTimeout"/> unless given.</remarks>
    /// <exception cref="NatsNoRespondersException">Nobody listens.</exception>
    /// <exception cref="NatsNoReplyException">No answer in time.</exception>
    /// <exception cref="NatsPermissionException">The login may not publish there.</exception>
    /// <exception cref="NatsConnectionException">The link was lost before the answer.</exception>
    public async ValueTask<NatsMsg> RequestAsync(
        string subject, ReadOnlyMemory<byte> data = default, NatsHeaders? headers = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var reply = await SendRequestAsync(answers, subject, data, headers, timeout ?? Opts.RequestTimeout, cancellationToken);
        return await reply.Task(reply.Version, cancellationToken);
    }

    /// <summary>The time to the broker and back; all that was published before has been worked on by it.</summary>
    public async ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        var current = link ?? await AwaitLinkAsync(cancellationToken);
        var began = Opts.TimeProvider.GetTimestamp();
        await current.PingAsync(cancellationToken);
        return Opts.TimeProvider.GetElapsedTime(began);
    }

    internal ValueTask<PendingReply<T>> SendRequestAsync<T>(
        ReplyKind<T> kind, string subject, ReadOnlyMemory<byte> data, NatsHeaders? headers, TimeSpan timeout, CancellationToken cancellationToken)
    {
        RequireSubject(subject);
        var reply = replies.Add(kind, subject, timeout);
        try
        {
            return TryPublish(subject, data.Span, headers, null, reply) == WriteOutcome.Written ? new(reply) : new(SlowAsync());
        }
        catch
        {
            replies.Remove(reply);
            throw;
        }

        async Task<PendingReply<T>> SlowAsync()
        {
            try
            {
                await PublishSlowAsync(subject, data, headers, null, reply, cancellationToken);
                return reply;
            }
            catch
            {
                replies.Remove(reply);
                throw;
            }
        }
    }

    /// <summary>Reads the answer to a request.</summary>
    /// <exception cref="NatsNoRespondersException">The broker says that nobody listens.</exception>
    internal NatsMsg ReadAnswer(string subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body)
    {
        var answer = Msg("", replyTo, headerLength, body);
        return answer.Status == 503 ? throw new NatsNoRespondersException(subject) : answer;
    }

    internal NatsSub Subscribe(string subject, string? queueGroup, int maxMessages, long maxBytes)
    {
        var sub = new NatsSub(this, Interlocked.Increment(ref lastSid), subject, queueGroup, maxMessages, maxBytes);

        // Against a reconnect that takes the list of subscriptions in the same moment.
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            subscriptions[sub.Sid] = sub;
            link?.Out.Write(SubLine(sub.Subject, sub.QueueGroup, sub.Sid));
        }

        return sub;
    }

    internal void Unsubscribe(NatsSub sub)
    {
        lock (gate)
        {
            if (subscriptions.TryRemove(sub.Sid, out _))
            {
                link?.Out.Write(Encoding.ASCII.GetBytes($"UNSUB {sub.Sid}\r\n"));
            }
        }

        sub.Complete();
    }

    // Beside the inbox of requests, not under it, or everything would come twice.
    internal string NewInbox() => $"{replies.Subject.AsSpan(0, replies.Subject.Length - 2)}s.{Interlocked.Increment(ref lastSid)}";

    private static byte[] SubLine(string subject, string? queueGroup, long sid) =>
        Encoding.UTF8.GetBytes(queueGroup is null ? $"SUB {subject} {sid}\r\n" : $"SUB {subject} {queueGroup} {sid}\r\n");

    private static void RequireSubject(string subject, [CallerArgumentExpression(nameof(subject))] string? name = null)
    {
        // White space and control characters would end the word or the line on the wire.
        if (string.IsNullOrEmpty(subject) || subject.AsSpan().ContainsAnyInRange('\0', ' ') || subject.Contains('\x7f', StringComparison.Ordinal))
        {
            throw new ArgumentException("A subject has no white space and is not empty.", name);
        }
    }

    private WriteOutcome TryPublish(string subject, ReadOnlySpan<byte> data, NatsHeaders? headers, string? replyTo, PendingReply? reply)
    {
        if (link is not { } current)
        {
            return WriteOutcome.Closed;
        }

        var headerLength = headers?.WireLength() ?? 0;
        var size = (long)headerLength + data.Length;
        if (size > current.Info.MaxPayload)
        {
            throw new NatsPayloadTooLargeException(size, current.Info.MaxPayload);
        }

        return current.Out.TryPublish(subject, replyTo, reply is null ? default : replies.Prefix, reply?.Id ?? 0, headers, headerLength, data);
    }

    private async Task PublishSlowAsync(
        string subject, ReadOnlyMemory<byte> data, NatsHeaders? headers, string? replyTo, PendingReply? reply, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = link ?? await AwaitLinkAsync(cancellationToken);
            switch (TryPublish(subject, data.Span, headers, replyTo, reply))
            {
                case WriteOutcome.Written:
                    return;
                case WriteOutcome.Full:
                    await current.Out.WaitForSpaceAsync(cancellationToken);
                    break;
                default:
                    // The link is closing; the runner takes it away in a moment.
                    await current.Lost.WaitAsync(cancellationToken);
                    await Task.Yield();
                    break;
            }
        }
    }

    private void Deliver(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body)
    {
        if (sid == ReplyMux.Sid)
        {
            replies.Take(subject)?.Answer(replyTo, headerLength, body);
        }
        else if (subscriptions.TryGetValue(sid, out var sub) && sub.Deliver(Msg(sub.TextOf(subject), replyTo, headerLength, body)))
        {
            NatsLog.Slow(logger, sub.Subject);
            Raise(MessageDropped, new NatsMessageDroppedEventArgs(sub));
        }
    }

    private NatsMsg Msg(string subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body)
    {
        var block = GC.AllocateUninitializedArray<byte>((int)body.Length);
        body.CopyTo(block);
        return headerLength > 0 && !NatsHeaders.IsFramed(block.AsSpan(0, headerLength))
            ? throw new NatsProtocolException("A message's headers are not framed as headers.")
            : new NatsMsg(this, subject, replyTo.IsEmpty ? null : Encoding.UTF8.GetString(replyTo), block, headerLength);
    }

    private void Raise<T>(EventHandler<T>? handlers, T args)
    {
        try
        {
            handlers?.Invoke(this, args);
        }
        catch (Exception e)
        {
            // This is the connection's own runner: a handler's fault must not end it.
            NatsLog.HandlerFailed(logger, e);
        }
    }
}
