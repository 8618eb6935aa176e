using System.Collections.Concurrent;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>
/// Remembers keys by digest for less than a second, bounded in number: what is changed in another process holds here within a second even when no
/// signal of it comes. One load per digest at a time. A signal makes all that was loaded, or began to be, before it worth nothing (keys change seldom). What is no key is
/// remembered apart, so that made-up keys do not drive real ones out.
/// </summary>
internal sealed class ApiKeyCache
{
    private const int MaxRemembered = 50_000;
    private const int MaxUnknown = 10_000;
    private static readonly TimeSpan Remember = TimeSpan.FromMilliseconds(750);
    private readonly ConcurrentDictionary<KeyDigest, Entry> byDigest = new();
    private readonly ConcurrentDictionary<KeyDigest, DateTimeOffset> unknown = new();
    private long generation;

    /// <summary>Whether it is known what this digest is of; a null key when it is of none.</summary>
    public bool Find(KeyDigest digest, DateTimeOffset now, out KnownKey? key)
    {
        if (byDigest.TryGetValue(digest, out var entry) && entry.Known is not null && IsGood(entry, now))
        {
            key = entry.Known;
            return true;
        }

        key = null;
        return unknown.TryGetValue(digest, out var since) && now - since < Remember;
    }

    /// <summary>Asks once, however many wait.</summary>
    public async Task<KnownKey?> Get(KeyDigest digest, DateTimeOffset now, Func<Task<KnownKey?>> load, CancellationToken ct)
    {
        if (byDigest.Count >= MaxRemembered)
        {
            byDigest.Clear();
        }

        var entry = byDigest.GetOrAdd(digest, _ => new Entry(Volatile.Read(ref generation), now, load));
        if (!IsGood(entry, now))
        {
            var anew = new Entry(Volatile.Read(ref generation), now, load);
            entry = byDigest.TryUpdate(digest, anew, entry) ? anew : byDigest.GetOrAdd(digest, anew);
        }

        try
        {
            await entry.Loading.WaitAsync(ct);
            if (entry.Known is null)
            {
                RememberUnknown(digest, now);
            }

            return entry.Known;
        }
        finally
        {
            if (entry.Loading.IsCompleted && entry.Known is null)
            {
                byDigest.TryRemove(KeyValuePair.Create(digest, entry));
            }
        }
    }

    /// <summary>Nothing that was loaded before counts any more.</summary>
    public void Forget() => Interlocked.Increment(ref generation);

    // What is not known now will not be a key later: nobody can choose a key's text.
    private void RememberUnknown(KeyDigest digest, DateTimeOffset now)
    {
        if (unknown.Count >= MaxUnknown)
        {
            unknown.Clear();
        }

        unknown[digest] = now;
    }

    private bool IsGood(Entry entry, DateTimeOffset now) => now - entry.LoadedAt < Remember && entry.Generation == Volatile.Read(ref generation);

    private sealed class Entry(long generation, DateTimeOffset loadedAt, Func<Task<KnownKey?>> load)
    {
        private readonly Lock starting = new();
        private volatile KnownKey? known;
        private Task? loading;

        public long Generation { get; } = generation;

        /// <summary>From before the load began: what it says is no older.</summary>
        public DateTimeOffset LoadedAt { get; } = loadedAt;

        public KnownKey? Known => known;

        public Task Loading
        {
            get
            {
                lock (starting)
                {
                    return loading ??= Load();
                }
            }
        }

        private async Task Load() => known = await load();
    }
}
