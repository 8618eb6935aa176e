using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>An answer that is awaited.</summary>
internal sealed class PendingReply(long id, string subject, TimeSpan timeout, long deadline) : TaskCompletionSource<NatsMsg>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Id { get; } = id;

    public string Subject { get; } = subject;

    public TimeSpan Timeout { get; } = timeout;

    /// <summary>In the clock's timestamps.</summary>
    public long Deadline { get; } = deadline;
}

/// <summary>
/// All requests of a connection share one subscription, <c>{prefix}.{random}.*</c>; the last token is the request's number.
/// One timer looks after every deadline, so that a request costs no timer of its own.
/// </summary>
internal sealed class ReplyMux : IDisposable
{
    /// <summary>The subscription's id on every link; ordinary ones begin behind it.</summary>
    public const long Sid = 1;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<long, PendingReply> pending = new();
    private readonly TimeProvider time;
    private readonly int limit;
    private readonly ITimer timer;
    private long last;
    private int count;
    private int armed;

    public ReplyMux(NatsOpts opts)
    {
        time = opts.TimeProvider;
        limit = opts.MaxPendingRequests;
        Subject = $"{opts.InboxPrefix}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.*";
        Prefix = Encoding.UTF8.GetBytes(Subject[..^1]);
        timer = time.CreateTimer(static self => ((ReplyMux)self!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Subject { get; }

    /// <summary>The inbox up to the number.</summary>
    public byte[] Prefix { get; }

    public PendingReply Add(string subject, TimeSpan timeout)
    {
        if (Interlocked.Increment(ref count) > limit)
        {
            Interlocked.Decrement(ref count);
            throw new NatsException($"{limit} requests await their answers already.");
        }

        var deadline = time.GetTimestamp() + (long)(Math.Min(timeout.TotalSeconds, TimeSpan.FromDays(1).TotalSeconds) * time.TimestampFrequency);
        var reply = new PendingReply(Interlocked.Increment(ref last), subject, timeout, deadline);
        pending[reply.Id] = reply;
        if (Interlocked.Exchange(ref armed, 1) == 0)
        {
            timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }

        return reply;
    }

    /// <summary>Forgets a request; false when it was answered or forgotten before.</summary>
    public bool Remove(PendingReply reply)
    {
        if (!pending.TryRemove(reply.Id, out _))
        {
            return false;
        }

        Interlocked.Decrement(ref count);
        return true;
    }

    /// <summary>The request that a reply subject stands for, taken out; null when nobody waits any more.</summary>
    public PendingReply? Take(ReadOnlySpan<byte> subject)
    {
        if (subject.Length > Prefix.Length
            && long.TryParse(subject[Prefix.Length..], System.Globalization.NumberStyles.None, null, out var id)
            && pending.TryRemove(id, out var reply))
        {
            Interlocked.Decrement(ref count);
            return reply;
        }

        return null;
    }

    /// <summary>Ends every request, or those to one subject.</summary>
    public void Fail(NatsException reason, string? subject = null)
    {
        foreach (var (_, reply) in pending)
        {
            if ((subject is null || reply.Subject == subject) && Remove(reply))
            {
                reply.TrySetException(reason);
            }
        }
    }

    public void Dispose() => timer.Dispose();

    private void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var (_, reply) in pending)
        {
            if (reply.Deadline <= now && Remove(reply))
            {
                reply.TrySetException(new NatsNoReplyException(reply.Subject, reply.Timeout));
            }
        }

        // A request that is added between the two lines finds the timer unarmed and arms it itself.
        Volatile.Write(ref armed, 0);
        if (!pending.IsEmpty && Interlocked.Exchange(ref armed, 1) == 0)
        {
            timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }
}
