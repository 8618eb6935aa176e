using System.Collections.Concurrent;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>What proves a device: its public key, and whether it was removed.</summary>
internal sealed record DeviceKey(string PublicKey, string Hostname, bool IsRemoved, DateTimeOffset LoadedAt);

/// <summary>
/// Devices' keys, remembered for a minute. A removal is forgotten at once in the process that hears of it; elsewhere the minute bounds it, and
/// what a sensor sends meanwhile is refused when it is to be stored.
/// </summary>
internal sealed class DeviceKeys : IDisposable
{
    private static readonly TimeSpan Remember = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(TenantId, DeviceId), DeviceKey> known = new();
    private readonly IServiceProvider services;
    private readonly FleetOptions options;
    private readonly TimeProvider time;
    private readonly IDisposable listening;

    public DeviceKeys(IServiceProvider services, EventBus bus, IOptions<FleetOptions> options, TimeProvider time)
    {
        (this.services, this.options, this.time) = (services, options.Value, time);
        listening = bus.Listen(signal =>
        {
            if (signal.Name == "device.removed")
            {
                Forget(signal.Tenant);
            }
        });
    }

    public async ValueTask<DeviceKey?> Find(TenantId tenant, DeviceId device, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue((tenant, device), out var key) && now - key.LoadedAt < Remember)
        {
            return key;
        }

        var op = OpContext.OfSystem(tenant, "fleet.authenticate", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        if (await scope.ServiceProvider.GetRequiredService<FleetDb>().Known(op, device, ct) is not { } found)
        {
            return null;
        }

        if (known.Count >= options.MaxRememberedKeys)
        {
            known.Clear();
        }

        return known[(tenant, device)] = new(found.PublicKey, found.Facts.Hostname, found.RemovedAt is not null, now);
    }

    public void Dispose() => listening.Dispose();

    private void Forget(TenantId tenant)
    {
        foreach (var (tenantId, device) in known.Keys)
        {
            if (tenantId == tenant)
            {
                known.TryRemove((tenantId, device), out _);
            }
        }
    }
}
