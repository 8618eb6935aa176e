using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Platform.Messaging.Protocol;

internal enum WriteOutcome
{
    Written,

    /// <summary>Too much waits for the socket: <see cref="OutgoingBuffer.WaitForSpaceAsync"/>, then try again.</summary>
    Full,

    /// <summary>The link is gone.</summary>
    Closed,
}

/// <summary>
/// What waits for the socket, in two buffers that change places: publishers write into one under a short lock while the other is sent.
/// Who brings it to 16 KiB while nobody sends, sends it at once on the own thread; what is less is sent by one loop, at its next turn, so
/// that many publishers share few system calls. The limit is on bytes not yet handed to the socket.
/// </summary>
internal sealed class OutgoingBuffer(Stream stream, int limit)
{
    private const int SendInline = 16 * 1024;
    private const int Least = 2 * SendInline;

    // A burst's buffers are not kept for the quiet time after it.
    private const int MostKept = 256 * 1024;

    private readonly Lock gate = new();
    private byte[] filling = new byte[Least];
    private byte[] spare = new byte[Least];
    private int filled;
    private long pending;
    private bool sending;
    private TaskCompletionSource? asleep;
    private bool closed;
    private Task? unfinished;
    private int inFlight;
    private TaskCompletionSource? space;

    /// <summary>Bytes not yet handed to the socket.</summary>
    public long Pending => Interlocked.Read(ref pending);

    /// <summary>PUB or HPUB. With a <paramref name="inbox"/> the reply subject is that prefix and <paramref name="reply"/>'s number.</summary>
    public WriteOutcome TryPublish(string subject, string? replyTo, ReadOnlySpan<byte> inbox, long reply, NatsHeaders? headers, int headerLength, ReadOnlySpan<byte> payload)
    {
        var total = headerLength + payload.Length;
        var most = 5 + Encoding.UTF8.GetMaxByteCount(subject.Length) + Encoding.UTF8.GetMaxByteCount(replyTo?.Length ?? 0) + inbox.Length + 48 + total + 2;
        ReadOnlyMemory<byte> batch;
        lock (gate)
        {
            if (closed)
            {
                return WriteOutcome.Closed;
            }

            if (pending > limit)
            {
                return WriteOutcome.Full;
            }

            var span = Room(most);
            var at = Put(span, headers is null ? "PUB "u8 : "HPUB "u8);
            at += Encoding.UTF8.GetBytes(subject, span[at..]);
            span[at++] = (byte)' ';
            if (!inbox.IsEmpty)
            {
                at += Put(span[at..], inbox);
                at += Put(span[at..], reply);
                span[at++] = (byte)' ';
            }
            else if (replyTo is not null)
            {
                at += Encoding.UTF8.GetBytes(replyTo, span[at..]);
                span[at++] = (byte)' ';
            }

            if (headers is not null)
            {
                at += Put(span[at..], headerLength);
                span[at++] = (byte)' ';
            }

            at += Put(span[at..], total);
            at += Put(span[at..], "\r\n"u8);
            if (headers is not null)
            {
                headers.WriteTo(span[at..]);
                at += headerLength;
            }

            at += Put(span[at..], payload);
            at += Put(span[at..], "\r\n"u8);
            Grow(at);
            if (sending || filled < SendInline)
            {
                WakeLoop();
                return WriteOutcome.Written;
            }

            batch = Swap();
        }

        Send(batch);
        return WriteOutcome.Written;
    }

    /// <summary>A short control line (CONNECT, SUB, UNSUB, PING, PONG); the limit does not hold for these.</summary>
    public WriteOutcome Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (closed)
            {
                return WriteOutcome.Closed;
            }

            Grow(Put(Room(bytes.Length), bytes));
            WakeLoop();
            return WriteOutcome.Written;
        }
    }

    /// <summary>Waits until half of the limit is free, or the link is gone.</summary>
    public Task WaitForSpaceAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (closed || pending <= limit)
            {
                return Task.CompletedTask;
            }

            space ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return space.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends until <see cref="Close"/>; then what is left, and returns.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (begun, batch) = Next();
                if (begun is not null)
                {
                    await begun.WaitAsync(cancellationToken);
                    Sent();
                }
                else if (!batch.IsEmpty)
                {
                    await stream.WriteAsync(batch, cancellationToken);
                    Sent();
                }
                else if (!await SleepAsync(cancellationToken))
                {
                    return;
                }
            }
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Takes nothing more; what is there is still sent.</summary>
    public void Close()
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            WakeLoop();
            (waiting, space) = (space, null);
        }

        waiting?.TrySetResult();
    }

    private static int Put(Span<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }

    private static int Put(Span<byte> to, long number)
    {
        Utf8Formatter.TryFormat(number, to, out var width);
        return width;
    }

    private Span<byte> Room(int bytes)
    {
        if (filling.Length - filled < bytes)
        {
            Array.Resize(ref filling, Math.Max(filling.Length * 2, filled + bytes));
        }

        return filling.AsSpan(filled);
    }

    private void Grow(int written)
    {
        filled += written;
        pending += written;
    }

    private void WakeLoop()
    {
        var sleeper = asleep;
        asleep = null;
        sleeper?.SetResult();
    }

    private ReadOnlyMemory<byte> Swap()
    {
        (filling, spare) = (spare, filling);
        (sending, inFlight, filled) = (true, filled, 0);
        return spare.AsMemory(0, inFlight);
    }

    // Without waiting: what the socket doesn't take at once, and any failure, is the loop's.
    private void Send(ReadOnlyMemory<byte> batch)
    {
        Task rest;
        try
        {
            var write = stream.WriteAsync(batch, CancellationToken.None);
            if (write.IsCompletedSuccessfully)
            {
                write.GetAwaiter().GetResult();
                Sent();
                return;
            }

            rest = write.AsTask();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            rest = Task.FromException(e);
        }

        lock (gate)
        {
            unfinished = rest;
            WakeLoop();
        }
    }

    /// <summary>A write that a publisher began, or the next batch; neither while there is nothing to send, or a publisher sends it.</summary>
    private (Task? Begun, ReadOnlyMemory<byte> Batch) Next()
    {
        lock (gate)
        {
            if (unfinished is { } begun)
            {
                unfinished = null;
                return (begun, default);
            }

            return (null, sending || filled == 0 ? default : Swap());
        }
    }

    /// <summary>Until there is something to do; false when there will be nothing any more.</summary>
    private async ValueTask<bool> SleepAsync(CancellationToken cancellationToken)
    {
        Task woken;
        lock (gate)
        {
            if (unfinished is not null || (filled > 0 && !sending))
            {
                return true;
            }

            if (closed && !sending)
            {
                return false;
            }

            asleep = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            woken = asleep.Task;
        }

        await woken.WaitAsync(cancellationToken);
        return true;
    }

    private void Sent()
    {
        TaskCompletionSource? waiting = null;
        lock (gate)
        {
            if (spare.Length > MostKept)
            {
                spare = new byte[Least];
            }

            pending -= inFlight;
            sending = false;
            if (pending <= limit / 2)
            {
                (waiting, space) = (space, null);
            }

            if (filled > 0 || closed)
            {
                WakeLoop();
            }
        }

        waiting?.TrySetResult();
    }
}
