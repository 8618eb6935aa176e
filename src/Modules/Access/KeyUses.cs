using System.Net;
using System.Runtime.InteropServices;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>What was asked with one key, of one operation on one day, and not yet written.</summary>
/// <param name="Tenant">Whose key.</param>
/// <param name="Key">Which.</param>
/// <param name="Day">In UTC.</param>
/// <param name="Operation">What was asked for, as <c>module.feature</c>.</param>
internal readonly record struct KeyUse(TenantId Tenant, Guid Key, DateOnly Day, string Operation);

/// <summary>How often.</summary>
/// <param name="Requests">All of them.</param>
/// <param name="Refusals">Those of them that were not let in: by permission, address or rate.</param>
internal readonly record struct KeyCounts(long Requests, long Refusals);

/// <summary>When and from where a key was last used.</summary>
internal readonly record struct KeyLastUse(DateTimeOffset At, IPAddress? From);

/// <summary>
/// Counts in memory what is asked with keys, and writes it in one statement for each tenant: no request waits for it. What a process has counted and not written is lost
/// when it dies; what cannot be written is kept, bounded.
/// </summary>
internal sealed class KeyUses(IServiceProvider services, IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly Lock gate = new();
    private Dictionary<KeyUse, KeyCounts> counts = [];
    private Dictionary<(TenantId Tenant, Guid Key), KeyLastUse> last = [];

    /// <summary>One request that was answered.</summary>
    public void Count(Principal key, string operation, bool isRefused, DateTimeOffset at, IPAddress? from)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        lock (gate)
        {
            Add(new KeyUse(key.Home, key.Id!.Value, day, operation), new KeyCounts(1, isRefused ? 1 : 0));
            Note((key.Home, key.Id.Value), new KeyLastUse(at, from));
        }
    }

    /// <summary>Writes what was counted since the last time; what cannot be written is kept for the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        Dictionary<KeyUse, KeyCounts> counted;
        Dictionary<(TenantId Tenant, Guid Key), KeyLastUse> used;
        lock (gate)
        {
            (counted, counts) = (counts, []);
            (used, last) = (last, []);
        }

        try
        {
            foreach (var tenant in counted.GroupBy(c => c.Key.Tenant).ToArray())
            {
                await Write(tenant.Key, [.. tenant], [.. used.Where(u => u.Key.Tenant == tenant.Key).Select(u => KeyValuePair.Create(u.Key.Key, u.Value))], ct);
                foreach (var (use, _) in tenant)
                {
                    counted.Remove(use);
                    used.Remove((use.Tenant, use.Key));
                }
            }
        }
        finally
        {
            lock (gate)
            {
                foreach (var (use, times) in counted)
                {
                    Add(use, times);
                }

                foreach (var (key, use) in used)
                {
                    Note(key, use);
                }
            }
        }
    }

    private async Task Write(TenantId tenant, KeyValuePair<KeyUse, KeyCounts>[] counted, KeyValuePair<Guid, KeyLastUse>[] used, CancellationToken ct)
    {
        var op = OpContext.OfSystem(tenant, "access.count_key_uses", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenWork(op);
        await scope.ServiceProvider.GetRequiredService<ApiKeyDb>().AddUses(op, counted, used, ct);
    }

    // While the database is away, what is counted already goes on being counted, and the rest is not.
    private void Add(KeyUse use, KeyCounts times)
    {
        if (counts.Count < options.Value.MaxKeyUsesWaiting || counts.ContainsKey(use))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, use, out _);
            sum = new(sum.Requests + times.Requests, sum.Refusals + times.Refusals);
        }
    }

    private void Note((TenantId Tenant, Guid Key) key, KeyLastUse use)
    {
        if (last.TryGetValue(key, out var known) ? known.At < use.At : last.Count < options.Value.MaxKeyUsesWaiting)
        {
            last[key] = use;
        }
    }
}
