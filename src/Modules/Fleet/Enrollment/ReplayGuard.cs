using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Lets each assertion in once, in this process. Full, it lets none in: forgetting one that is still good would let it in again.</summary>
internal sealed class ReplayGuard(IOptions<FleetOptions> options, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(Guid Device, Guid Token), DateTimeOffset> used = new();
    private readonly Lock sweeping = new();
    private DateTimeOffset sweptAt;

    /// <summary>True the first time; false for a replay; null when there is no room to know.</summary>
    public bool? TryUse(Guid device, Guid token, DateTimeOffset goodUntil)
    {
        Sweep(time.GetUtcNow());
        return used.Count >= options.Value.MaxRememberedAssertions ? null : used.TryAdd((device, token), goodUntil);
    }

    private void Sweep(DateTimeOffset now)
    {
        lock (sweeping)
        {
            if (now - sweptAt < SweepEvery)
            {
                return;
            }

            sweptAt = now;
        }

        foreach (var (key, goodUntil) in used)
        {
            if (goodUntil <= now)
            {
                used.TryRemove(key, out _);
            }
        }
    }
}
