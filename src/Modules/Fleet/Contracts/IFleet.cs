using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>A device, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name for people; the host name until somebody gives it another.</param>
/// <param name="Hostname">As the machine calls itself.</param>
/// <param name="Group">Where it stands.</param>
/// <param name="Organization">The group's organization.</param>
/// <param name="LastSeenAt">When something last came from it.</param>
public sealed record DeviceSummary(DeviceId Id, string Name, string Hostname, GroupId Group, OrganizationId Organization, DateTimeOffset? LastSeenAt)
{
    /// <summary>Its place in the tenant's tree.</summary>
    public ScopePath Place => new(Organization.Value, Group.Value, Id.Value);
}

/// <summary>Looks up devices.</summary>
public interface IFleet
{
    /// <summary>One device; null when there is none or it was removed.</summary>
    Task<DeviceSummary?> FindDevice(OpContext op, DeviceId id, CancellationToken ct);

    /// <summary>One device, which stays where it is until the change ends; null when there is none or it was removed.</summary>
    Task<DeviceSummary?> HoldDevice(Change change, DeviceId id, CancellationToken ct);

    /// <summary>Those of the ids that are devices, in no order; at most 500 ids.</summary>
    Task<IReadOnlyList<DeviceSummary>> FindDevices(OpContext op, IReadOnlyCollection<DeviceId> ids, CancellationToken ct);

    /// <summary>
    /// The devices that call themselves or are called by one of these names, in lower case; at most 500 names. A name that two have is nobody's.
    /// </summary>
    Task<IReadOnlyDictionary<string, DeviceSummary>> FindByHost(OpContext op, IReadOnlyCollection<string> hosts, CancellationToken ct);
}
