using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>
/// All requests of a connection share one subscription, <c>{prefix}.{random}.*</c>; the last token is the request's number, which is never
/// used again, so that a late second answer can't pass for another request's. Who waits stands in a ring, at the number modulo its length.
/// One timer looks after every deadline, so that a request costs no timer of its own.
/// </summary>
internal sealed class ReplyMux : IDisposable
{
    /// <summary>The subscription's id on every link; ordinary ones begin behind it.</summary>
    public const long Sid = 1;

    private const int MostFree = 1_024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly int limit;
    private readonly ITimer timer;
    private PendingReply?[] ring = new PendingReply?[64];
    private long last;
    private int count;
    private bool armed;

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

    public PendingReply<T> Add<T>(ReplyKind<T> kind, string subject, TimeSpan timeout)
    {
        var deadline = time.GetTimestamp() + (long)(Math.Min(timeout.TotalSeconds, TimeSpan.FromDays(1).TotalSeconds) * time.TimestampFrequency);
        lock (gate)
        {
            if (count == limit)
            {
                throw new NatsException($"{limit} requests await their answers already.");
            }

            if (count == ring.Length / 2)
            {
                Widen();
            }

            // One that waits long makes no more of a detour than its own place.
            while (ring[At(++last)] is not null)
            {
            }

            var reply = kind.Free.TryPop(out var free) ? free : new PendingReply<T>(this, kind);
            reply.Await(last, subject, timeout, deadline);
            ring[At(last)] = reply;
            count++;
            Arm();
            return reply;
        }
    }

    /// <summary>Forgets a request; false when it was answered or forgotten before.</summary>
    public bool Remove(PendingReply reply)
    {
        lock (gate)
        {
            return TryRemove(reply.Id) is not null;
        }
    }

    /// <summary>The request that a reply subject stands for, taken out; null when nobody waits any more.</summary>
    public PendingReply? Take(ReadOnlySpan<byte> subject)
    {
        if (subject.Length <= Prefix.Length || !long.TryParse(subject[Prefix.Length..], System.Globalization.NumberStyles.None, null, out var id))
        {
            return null;
        }

        lock (gate)
        {
            return TryRemove(id);
        }
    }

    /// <summary>A slot whose answer was read, for the next request.</summary>
    public void GiveBack<T>(ReplyKind<T> kind, PendingReply<T> reply)
    {
        lock (gate)
        {
            if (kind.Free.Count < MostFree)
            {
                kind.Free.Push(reply);
            }
        }
    }

    /// <summary>Ends every request, or those to one subject.</summary>
    public void Fail(NatsException reason, string? subject = null)
    {
        foreach (var reply in TakeAll(reply => subject is null || reply.Subject == subject))
        {
            reply.Fail(reason);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var reply in TakeAll(reply => reply.Deadline <= now))
        {
            reply.Fail(new NatsNoReplyException(reply.Subject, reply.Timeout));
        }

        lock (gate)
        {
            armed = false;
            if (count > 0)
            {
                Arm();
            }
        }
    }

    private List<PendingReply> TakeAll(Func<PendingReply, bool> which)
    {
        var taken = new List<PendingReply>();
        lock (gate)
        {
            foreach (var reply in ring)
            {
                if (reply is not null && which(reply))
                {
                    taken.Add(reply);
                    TryRemove(reply.Id);
                }
            }
        }

        return taken;
    }

    private void Arm()
    {
        if (!armed)
        {
            armed = true;
            timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }

    private PendingReply? TryRemove(long id)
    {
        ref var place = ref ring[At(id)];
        if (place is not { } reply || reply.Id != id)
        {
            return null;
        }

        place = null;
        count--;
        return reply;
    }

    private void Widen()
    {
        // The length is a power of two: what was apart before is apart in twice the length.
        var before = ring;
        ring = new PendingReply?[before.Length * 2];
        foreach (var reply in before)
        {
            if (reply is not null)
            {
                ring[At(reply.Id)] = reply;
            }
        }
    }

    private int At(long id) => (int)(id & (ring.Length - 1));
}
