using System.Collections.Concurrent;

namespace Holdfast.Platform.Http;

/// <summary>What a bucket says to one request.</summary>
/// <param name="Taken">Whether there was a token.</param>
/// <param name="Left">Whole tokens left.</param>
/// <param name="Wait">How long until there is one.</param>
internal readonly record struct Take(bool Taken, int Left, TimeSpan Wait);

/// <summary>How large a bucket is.</summary>
/// <param name="Burst">Tokens in a full one.</param>
/// <param name="PerSecond">Tokens that come back each second.</param>
internal readonly record struct BucketSize(int Burst, double PerSecond);

/// <summary>
/// A token bucket for each key. It is filled by arithmetic when it is looked at, so an idle one costs nothing but its memory, and a full one
/// says nothing that a new one would not: once in a while those are dropped.
/// </summary>
/// <param name="sizeOf">How large a key's bucket is.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBuckets<TKey>(Func<TKey, BucketSize> sizeOf, TimeProvider time) where TKey : notnull
{
    private const int SweepAt = 1024;
    private readonly ConcurrentDictionary<TKey, Bucket> buckets = new();
    private readonly ConcurrentQueue<(TKey Key, Bucket Bucket)> unreported = new();
    private int sweepAt = SweepAt;

    /// <summary>Buckets of one size.</summary>
    public TokenBuckets(int burst, int perSecond, TimeProvider time) : this(_ => new BucketSize(burst, perSecond), time)
    {
    }

    public int Count => buckets.Count;

    /// <summary>Takes a token, if there is one.</summary>
    public Take Take(TKey key)
    {
        var bucket = Of(key);
        lock (bucket)
        {
            Fill(bucket, time.GetTimestamp());
            if (bucket.Tokens < 1)
            {
                return new(false, 0, TimeSpan.FromSeconds((1 - bucket.Tokens) / bucket.Size.PerSecond));
            }

            bucket.Tokens--;
            if (bucket.Unreported++ == 0)
            {
                unreported.Enqueue((key, bucket));
            }

            return new(true, (int)bucket.Tokens, TimeSpan.Zero);
        }
    }

    /// <summary>Takes what was spent elsewhere, be it there or not: what is owed comes back before anything is free again. At most a burst is owed.</summary>
    public void Charge(TKey key, int tokens)
    {
        var bucket = Of(key);
        lock (bucket)
        {
            Fill(bucket, time.GetTimestamp());
            bucket.Tokens = Math.Max(-bucket.Size.Burst, bucket.Tokens - tokens);
        }
    }

    /// <summary>What was taken here since this was last asked.</summary>
    public List<KeyValuePair<TKey, int>> Spent()
    {
        var spent = new List<KeyValuePair<TKey, int>>();
        for (var left = unreported.Count; left > 0 && unreported.TryDequeue(out var one); left--)
        {
            lock (one.Bucket)
            {
                spent.Add(new(one.Key, one.Bucket.Unreported));
                one.Bucket.Unreported = 0;
            }
        }

        return spent;
    }

    private Bucket Of(TKey key)
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            bucket = buckets.GetOrAdd(key, static (_, full) => new Bucket(full.size) { Tokens = full.size.Burst, At = full.now }, (size: sizeOf(key), now: time.GetTimestamp()));
            Sweep();
        }

        return bucket;
    }

    private void Fill(Bucket bucket, long now)
    {
        bucket.Tokens = Math.Min(bucket.Size.Burst, bucket.Tokens + (Math.Max(0, now - bucket.At) * bucket.Size.PerSecond / time.TimestampFrequency));
        bucket.At = now;
    }

    // As many look-ups pay for a sweep as it has to look at. Whoever holds a bucket that is dropped meanwhile loses at most one token's count.
    private void Sweep()
    {
        if (buckets.Count < Volatile.Read(ref sweepAt) || Interlocked.Exchange(ref sweepAt, int.MaxValue) == int.MaxValue)
        {
            return;
        }

        var now = time.GetTimestamp();
        foreach (var (key, bucket) in buckets)
        {
            lock (bucket)
            {
                Fill(bucket, now);
                if (bucket.Tokens >= bucket.Size.Burst)
                {
                    buckets.TryRemove(KeyValuePair.Create(key, bucket));
                }
            }
        }

        Volatile.Write(ref sweepAt, Math.Max(SweepAt, buckets.Count * 2));
    }

    private sealed class Bucket(BucketSize size)
    {
        public BucketSize Size { get; } = size;

        public double Tokens;
        public long At;
        public int Unreported;
    }
}
