using System.Collections.Concurrent;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>
/// Lets each assertion in once, in this process. What a device, or all devices of a tenant, can have remembered is bounded apart from all others: full, it lets none of theirs in, since forgetting
/// one that is still good would let it in again.
/// </summary>
internal sealed class ReplayGuard(IOptions<FleetOptions> options, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<TenantId, Used> byTenant = new();
    private readonly Lock sweeping = new();
    private DateTimeOffset sweptAt;

    /// <summary>True the first time; false for a replay; null when there is no room to know.</summary>
    public bool? TryUse(TenantId tenant, DeviceId device, Guid token, DateTimeOffset goodUntil)
    {
        Sweep(time.GetUtcNow());
        // A sweep may drop what became empty between the look-up and the use.
        while (true)
        {
            var used = byTenant.GetOrAdd(tenant, static _ => new Used());
            if (used.TryUse(device, token, goodUntil, options.Value) is { } outcome)
            {
                return outcome.First;
            }
        }
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

        foreach (var (tenant, used) in byTenant)
        {
            if (used.Sweep(now))
            {
                byTenant.TryRemove(KeyValuePair.Create(tenant, used));
            }
        }
    }

    /// <summary>The assertions of one tenant's devices.</summary>
    private sealed class Used
    {
        private readonly Dictionary<DeviceId, Dictionary<Guid, DateTimeOffset>> byDevice = [];
        private int count;
        private bool isDropped;

        /// <summary>Null when this was dropped meanwhile; otherwise whether it was the first use, or null when there is no room.</summary>
        public (bool? First, int Count)? TryUse(DeviceId device, Guid token, DateTimeOffset goodUntil, FleetOptions options)
        {
            lock (byDevice)
            {
                if (isDropped)
                {
                    return null;
                }

                var tokens = byDevice.TryGetValue(device, out var known) ? known : byDevice[device] = [];
                if (tokens.ContainsKey(token))
                {
                    return (false, count);
                }

                if (tokens.Count >= options.AssertionsPerDevice || count >= options.AssertionsPerTenant)
                {
                    return (null, count);
                }

                tokens.Add(token, goodUntil);
                return (true, ++count);
            }
        }

        /// <summary>Forgets what nobody can use again; true when nothing is left and this is dropped.</summary>
        public bool Sweep(DateTimeOffset now)
        {
            lock (byDevice)
            {
                foreach (var (device, tokens) in byDevice)
                {
                    foreach (var (token, goodUntil) in tokens)
                    {
                        if (goodUntil <= now)
                        {
                            tokens.Remove(token);
                            count--;
                        }
                    }

                    if (tokens.Count == 0)
                    {
                        byDevice.Remove(device);
                    }
                }

                return isDropped = byDevice.Count == 0;
            }
        }
    }
}
