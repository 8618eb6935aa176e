using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet;

/// <summary>What other modules may ask of devices.</summary>
internal sealed class FleetContract(FleetDb db) : IFleet, IGroupContents, IScopeNodes, IDevicePostures
{
    private const int MaxIds = 500;

    public async Task<DeviceSummary?> FindDevice(OpContext op, DeviceId id, CancellationToken ct) =>
        (await db.Summaries(op, [id.Value], ct)).FirstOrDefault();

    public Task<DeviceSummary?> HoldDevice(Change change, DeviceId id, CancellationToken ct) => FleetDb.Hold(change, id, ct);

    public async Task<IReadOnlyList<DeviceSummary>> FindDevices(OpContext op, IReadOnlyCollection<DeviceId> ids, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxIds);
        return await db.Summaries(op, [.. ids.Select(id => id.Value)], ct);
    }

    public async Task<IReadOnlyDictionary<string, DeviceSummary>> FindByHost(OpContext op, IReadOnlyCollection<string> hosts, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hosts.Count, MaxIds);
        var wanted = hosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = from device in await db.ByHost(op, [.. hosts], ct)
                    from name in new[] { device.Hostname, device.Name }.Distinct(StringComparer.OrdinalIgnoreCase)
                    where wanted.Contains(name)
                    group device by name.ToLowerInvariant();
        return named.Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);
    }

    async ValueTask<ScopePath?> IScopeNodes.Find(OpContext op, Scope node, CancellationToken ct) =>
        node.Level == ScopeLevel.Device && await FindDevice(op, new DeviceId(node.Id), ct) is { } device ? device.Place : null;

    async Task<IReadOnlyList<DevicePosture>?> IDevicePostures.All(OpContext op, int most, CancellationToken ct) =>
        await db.Postures(op, most + 1, ct) is var all && all.Count <= most ? all : null;

    public Task<bool> Any(Change change, GroupId id, CancellationToken ct) => FleetDb.AnyInGroup(change, id, ct);
}
