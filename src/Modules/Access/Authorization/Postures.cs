using System.Collections.Concurrent;
using Holdfast.Modules.Access.Policies;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>How the devices stand of tenants whose policies ask for it: read when a decision needs it, and good for seconds.</summary>
internal sealed class Postures(IServiceProvider services, IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TenantId, Entry> byTenant = new();

    /// <summary>Reads them where what is known is too old; one read for a tenant at a time. Decisions ask before they are made.</summary>
    public ValueTask Ready(TenantPolicies policies, CancellationToken ct)
    {
        if (!policies.AsksOfDevices)
        {
            return default;
        }

        var now = time.GetUtcNow();
        var entry = byTenant.GetOrAdd(policies.Tenant, _ => new Entry(now, null, () => Read(policies.Tenant)));
        if (entry.HasFailed || now - entry.At >= options.Value.DevicePostureAge)
        {
            var anew = new Entry(now, entry.Known, () => Read(policies.Tenant));
            entry = byTenant.TryUpdate(policies.Tenant, anew, entry) ? anew : byTenant.GetOrAdd(policies.Tenant, anew);
        }

        return entry.Reading.IsCompletedSuccessfully ? default : new(entry.Reading.WaitAsync(ct));
    }

    /// <summary>The devices as entities; null when they are not known, or too many.</summary>
    public IReadOnlyList<Entity>? Of(TenantId tenant) => byTenant.TryGetValue(tenant, out var entry) ? entry.Known : null;

    // Several operations may wait for it, so it does not end with any of them.
    private async Task<IReadOnlyList<Entity>?> Read(TenantId tenant)
    {
        var op = OpContext.OfSystem(tenant, "access.device_postures", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        return await scope.ServiceProvider.GetRequiredService<IDevicePostures>().All(op, options.Value.MaxDevicesInPolicies, CancellationToken.None) is { } all
            ? [.. all.Select(PolicyVocabulary.EntityOf)]
            : null;
    }

    /// <param name="at">From before the read began: what it says is no older.</param>
    /// <param name="before">What holds until it has ended, for who is deciding already.</param>
    /// <param name="read">Reads them.</param>
    private sealed class Entry(DateTimeOffset at, IReadOnlyList<Entity>? before, Func<Task<IReadOnlyList<Entity>?>> read)
    {
        private readonly Lock starting = new();
        private volatile IReadOnlyList<Entity>? known = before;
        private Task? reading;

        public DateTimeOffset At { get; } = at;

        public IReadOnlyList<Entity>? Known => known;

        public bool HasFailed => reading is { IsFaulted: true };

        public Task Reading
        {
            get
            {
                lock (starting)
                {
                    return reading ??= Load();
                }
            }
        }

        private async Task Load() => known = await read();
    }
}
