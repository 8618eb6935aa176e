using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
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
/// What waits for the socket. Publishers write under a short lock and return; one loop sends all that has gathered since its last send,
/// so that many publishers share few system calls. The limit is on bytes not yet handed to the socket.
/// </summary>
internal sealed class OutgoingBuffer(int limit)
{
    private const int OneSpan = 16 * 1024;

    private readonly Lock gate = new();
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
    private TaskCompletionSource? space;
    private long pending;
    private bool closed;

    /// <summary>Bytes not yet handed to the socket.</summary>
    public long Pending => Interlocked.Read(ref pending);

    /// <summary>PUB or HPUB. With a <paramref name="inbox"/> the reply subject is that prefix and <paramref name="reply"/>'s number.</summary>
    public WriteOutcome TryPublish(string subject, string? replyTo, ReadOnlySpan<byte> inbox, long reply, NatsHeaders? headers, int headerLength, ReadOnlySpan<byte> payload)
    {
        var total = headerLength + payload.Length;
        var prefix = 5 + Encoding.UTF8.GetMaxByteCount(subject.Length) + Encoding.UTF8.GetMaxByteCount(replyTo?.Length ?? 0) + inbox.Length + 48;
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

            var writer = pipe.Writer;
            var whole = total <= OneSpan;
            var span = writer.GetSpan(prefix + headerLength + (whole ? payload.Length + 2 : 0));
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

            if (whole)
            {
                at += Put(span[at..], payload);
                at += Put(span[at..], "\r\n"u8);
                writer.Advance(at);
            }
            else
            {
                writer.Advance(at);
                writer.Write(payload);
                writer.Write("\r\n"u8);
                at += payload.Length + 2;
            }

            return Flush(at);
        }
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

            pipe.Writer.Write(bytes);
            return Flush(bytes.Length);
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
    public async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await pipe.Reader.ReadAsync(cancellationToken);
                foreach (var segment in read.Buffer)
                {
                    await stream.WriteAsync(segment, cancellationToken);
                }

                var sent = read.Buffer.Length;
                pipe.Reader.AdvanceTo(read.Buffer.End);
                Release(sent);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            Close();
            await pipe.Reader.CompleteAsync();
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
            pipe.Writer.Complete();
            (waiting, space) = (space, null);
        }

        waiting?.TrySetResult();
    }

    private WriteOutcome Flush(int written)
    {
        pending += written;

        // Never pauses (no threshold), so it is always complete: the waiting is ours, in WaitForSpaceAsync.
        var flush = pipe.Writer.FlushAsync(CancellationToken.None);
        return flush.IsCompletedSuccessfully && !flush.Result.IsCompleted ? WriteOutcome.Written : WriteOutcome.Closed;
    }

    private void Release(long sent)
    {
        TaskCompletionSource? waiting = null;
        lock (gate)
        {
            pending -= sent;
            if (pending <= limit / 2)
            {
                (waiting, space) = (space, null);
            }
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
}
