using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Holdfast.Platform.Messaging;

/// <summary>How much may wait in one subscription; the connection's defaults where null.</summary>
public sealed record NatsSubOpts
{
    /// <summary>Messages that may wait.</summary>
    public int? PendingMessages { get; init; }

    /// <summary>Bytes that may wait.</summary>
    public long? PendingBytes { get; init; }
}

/// <summary>
/// A subscription; it outlives reconnects. When its reader is slow and the bound is reached, newer messages are dropped and counted:
/// all subscriptions share one socket, so holding it back would hold back answers, acknowledgements and signs of life too.
/// Who may lose nothing uses a JetStream consumer, which asks only for what it has room for.
/// </summary>
public sealed class NatsSub : IAsyncDisposable
{
    private readonly NatsConnection connection;
    private readonly Channel<NatsMsg> channel;
    private readonly long maxBytes;
    private long waitingBytes;
    private long dropped;
    private bool slow;
    private string lastSubject = "";

    internal NatsSub(NatsConnection connection, long sid, string subject, string? queueGroup, int maxMessages, long maxBytes)
    {
        (this.connection, Sid, Subject, QueueGroup, this.maxBytes) = (connection, sid, subject, queueGroup, maxBytes);
        channel = Channel.CreateBounded<NatsMsg>(new BoundedChannelOptions(maxMessages) { SingleWriter = false, SingleReader = false });
    }

    /// <summary>The subject, with wildcards if there are any.</summary>
    public string Subject { get; }

    /// <summary>The group within which each message goes to one member.</summary>
    public string? QueueGroup { get; }

    /// <summary>Messages that were lost because the reader was too slow.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    internal long Sid { get; }

    internal bool Ended => channel.Reader.Completion.IsCompleted;

    /// <summary>Called after the subscription was made again on a new link.</summary>
    internal Action? Renewed { get; set; }

    /// <summary>Messages as they come, until the subscription ends.</summary>
    /// <exception cref="NatsPermissionException">The login may not subscribe here.</exception>
    public async IAsyncEnumerable<NatsMsg> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await channel.Reader.WaitToReadAsync(cancellationToken))
        {
            while (TryRead(out var msg))
            {
                yield return msg;
            }
        }
    }

    /// <summary>The next message.</summary>
    /// <exception cref="ChannelClosedException">The subscription has ended and is empty.</exception>
    public async ValueTask<NatsMsg> ReadAsync(CancellationToken cancellationToken = default)
    {
        var msg = await channel.Reader.ReadAsync(cancellationToken);
        Interlocked.Add(ref waitingBytes, -msg.Size);
        return msg;
    }

    /// <summary>A message that waits already, if one does.</summary>
    public bool TryRead([NotNullWhen(true)] out NatsMsg? msg)
    {
        if (!channel.Reader.TryRead(out msg))
        {
            return false;
        }

        Interlocked.Add(ref waitingBytes, -msg.Size);
        return true;
    }

    /// <summary>Ends the subscription; what waits can still be read.</summary>
    public ValueTask UnsubscribeAsync()
    {
        connection.Unsubscribe(this);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnsubscribeAsync();

    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes a message in; true when it was the first to be dropped since the reader last kept up.</summary>
    internal bool Deliver(NatsMsg msg)
    {
        if (Interlocked.Add(ref waitingBytes, msg.Size) <= maxBytes || msg.Size > maxBytes)
        {
            if (channel.Writer.TryWrite(msg))
            {
                slow = false;
                return false;
            }
        }

        Interlocked.Add(ref waitingBytes, -msg.Size);
        if (channel.Reader.Completion.IsCompleted)
        {
            return false;
        }

        Interlocked.Increment(ref dropped);
        var first = !slow;
        slow = true;
        return first;
    }

    internal void Complete(NatsException? reason = null) => channel.Writer.TryComplete(reason);

    /// <summary>A subject's text; most subscriptions see the same one again and again.</summary>
    internal string TextOf(ReadOnlySpan<byte> subject)
    {
        if (!System.Text.Ascii.Equals(subject, lastSubject))
        {
            lastSubject = System.Text.Encoding.UTF8.GetString(subject);
        }

        return lastSubject;
    }
}
