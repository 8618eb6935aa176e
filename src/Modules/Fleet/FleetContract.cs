using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet;

/// <summary>What other modules may ask of devices.</summary>
internal sealed class FleetContract(FleetDb db) : IFleet, IGroupContents
{
    private const int MaxIds = 500;

    public async Task<DeviceSummary?> FindDevice(OpContext op, DeviceId id, CancellationToken ct) =>
        (await db.Summaries(op, [id.Value], ct)).FirstOrDefault();

    public async Task<IReadOnlyList<DeviceSummary>> FindDevices(OpContext op, IReadOnlyCollection<DeviceId> ids, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxIds);
        return await db.Summaries(op, [.. ids.Select(id => id.Value)], ct);
    }

    public Task<bool> Any(OpContext op, GroupId id, CancellationToken ct) => db.AnyInGroup(op, id, ct);
}
