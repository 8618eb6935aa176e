using System.Collections.Concurrent;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>
/// Remembers verified tokens for seconds, bounded in number. One load per token at a time. A load that began before its tenant's users or
/// sessions changed is good for whoever asked before the change and is not kept: each change moves the tenant's generation on.
/// </summary>
internal sealed class SignedInCache
{
    private const int MaxRemembered = 20_000;
    private const int Stripes = 1024;
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Entry> byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly long[] generations = new long[Stripes];

    public SignedInCache() => lookup = byToken.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a token is known to prove; null when it must be asked.</summary>
    public SignedIn? Find(ReadOnlySpan<char> token, DateTimeOffset now) => lookup.TryGetValue(token, out var entry) && IsGood(entry, now) ? entry.Known : null;

    /// <summary>Asks once, however many wait; what is not there is not remembered.</summary>
    public async Task<SignedIn?> Get(string token, TenantId tenant, DateTimeOffset now, Func<Task<SignedIn?>> load, CancellationToken ct)
    {
        if (byToken.Count >= MaxRemembered)
        {
            byToken.Clear();
        }

        var entry = byToken.GetOrAdd(token, _ => new Entry(tenant, Generation(tenant), now, load));
        if (entry.Generation != Generation(tenant) || (entry.Loading.IsCompleted && !IsGood(entry, now)))
        {
            var anew = new Entry(tenant, Generation(tenant), now, load);
            entry = byToken.TryUpdate(token, anew, entry) ? anew : byToken.GetOrAdd(token, anew);
        }

        try
        {
            await entry.Loading.WaitAsync(ct);
            return entry.Known;
        }
        finally
        {
            if (entry.Loading.IsCompleted && (entry.Known is null || entry.Generation != Generation(tenant)))
            {
                byToken.TryRemove(KeyValuePair.Create(token, entry));
            }
        }
    }

    /// <summary>Nothing that was loaded for this tenant before counts any more. (A few other tenants share its stripe.)</summary>
    public void Forget(TenantId tenant) => Interlocked.Increment(ref generations[Stripe(tenant)]);

    private bool IsGood(Entry entry, DateTimeOffset now) =>
        entry.Known is { } signedIn && now - entry.LoadedAt < Remember && now < signedIn.ValidUntil && entry.Generation == Generation(entry.Tenant);

    private long Generation(TenantId tenant) => Volatile.Read(ref generations[Stripe(tenant)]);

    private static int Stripe(TenantId tenant) => (int)((uint)tenant.Value.GetHashCode() % Stripes);

    private sealed class Entry(TenantId tenant, long generation, DateTimeOffset loadedAt, Func<Task<SignedIn?>> load)
    {
        private readonly Lock starting = new();
        private volatile SignedIn? known;
        private Task? loading;

        public TenantId Tenant { get; } = tenant;

        public long Generation { get; } = generation;

        public DateTimeOffset LoadedAt { get; } = loadedAt;

        public SignedIn? Known => known;

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
