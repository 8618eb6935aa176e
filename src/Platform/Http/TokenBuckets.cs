using System.Collections.Concurrent;

namespace Holdfast.Platform.Http;

/// <summary>What a bucket says to one request.</summary>
/// <param name="Taken">Whether there was a token.</param>
/// <param name="Left">Whole tokens left.</param>
/// <param name="Wait">How long until there is one.</param>
internal readonly record struct Take(bool Taken, int Left, TimeSpan Wait);

/// <summary>
/// A token bucket for each key. It is filled by arithmetic when it is looked at, so an idle one costs nothing but its memory, and a full one
/// says nothing that a new one would not: once in a while those are dropped.
/// </summary>
/// <param name="burst">Tokens in a full bucket.</param>
/// <param name="perSecond">Tokens that come back each second.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBuckets<TKey>(int burst, int perSecond, TimeProvider time) where TKey : notnull
{
    private const int SweepAt = 1024;
    private readonly ConcurrentDictionary<TKey, Bucket> buckets = new();
    private readonly double perTick = (double)perSecond / time.TimestampFrequency;
    private int sweepAt = SweepAt;

    public int Count => buckets.Count;

    /// <summary>Takes a token, if there is one.</summary>
    public Take Take(TKey key)
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            bucket = buckets.GetOrAdd(key, static (_, full) => new Bucket { Tokens = full.burst, At = full.now }, (burst, now: time.GetTimestamp()));
            Sweep();
        }

        lock (bucket)
        {
            Fill(bucket, time.GetTimestamp());
            if (bucket.Tokens < 1)
            {
                return new(false, 0, TimeSpan.FromSeconds((1 - bucket.Tokens) / perSecond));
            }

            bucket.Tokens--;
            return new(true, (int)bucket.Tokens, TimeSpan.Zero);
        }
    }

    private void Fill(Bucket bucket, long now)
    {
        bucket.Tokens = Math.Min(burst, bucket.Tokens + (Math.Max(0, now - bucket.At) * perTick));
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
                if (bucket.Tokens >= burst)
                {
                    buckets.TryRemove(KeyValuePair.Create(key, bucket));
                }
            }
        }

        Volatile.Write(ref sweepAt, Math.Max(SweepAt, buckets.Count * 2));
    }

    private sealed class Bucket
    {
        public double Tokens;
        public long At;
    }
}
