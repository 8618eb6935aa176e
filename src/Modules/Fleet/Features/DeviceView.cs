using System.Text.Json;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Whether a device was heard of lately.</summary>
internal enum DeviceStatus
{
    Online,
    Offline,
    NeverSeen,
}

/// <summary>A device on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people; can be changed.</param>
/// <param name="Hostname">As the machine calls itself.</param>
/// <param name="GroupId">Where it stands.</param>
/// <param name="GroupName">The group's name.</param>
/// <param name="OrganizationId">The group's organization.</param>
/// <param name="OrganizationName">The organization's name.</param>
/// <param name="OsName">The operating system, for people.</param>
/// <param name="OsVersion">The operating system's version.</param>
/// <param name="Architecture">The processor's kind, e.g. <c>x64</c>.</param>
/// <param name="SensorVersion">Of the sensor that runs on it.</param>
/// <param name="Status">Whether it was heard of lately.</param>
/// <param name="LastSeenAt">When it was heard of last; null when never.</param>
/// <param name="EnrolledAt">When it became a device.</param>
/// <param name="CreatedAt">The same moment, as every answer names it.</param>
/// <param name="Score">1 to 100; null before the first analysis.</param>
/// <param name="Standing">The worse of what the score and the open findings say; null when there are neither.</param>
/// <param name="Worst">The worst severity of what is open; null when nothing is.</param>
/// <param name="OpenFindings">How many findings hold.</param>
/// <param name="DeadLetters">Documents of its sensor that could not be read and were set aside.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record DeviceView(
    DeviceId Id,
    string Name,
    string Hostname,
    GroupId GroupId,
    string GroupName,
    OrganizationId OrganizationId,
    string OrganizationName,
    string OsName,
    string OsVersion,
    string Architecture,
    string SensorVersion,
    DeviceStatus Status,
    DateTimeOffset? LastSeenAt,
    DateTimeOffset EnrolledAt,
    DateTimeOffset CreatedAt,
    int? Score,
    Standing? Standing,
    FindingSeverity? Worst,
    int OpenFindings,
    long DeadLetters,
    long Version) : IVersioned;

/// <summary>Shows devices with the names of where they stand.</summary>
internal sealed class DeviceViews(IStructure structure, IOptions<FleetOptions> options, TimeProvider time)
{
    public async Task<DeviceView> Show(OpContext op, DeviceWithHealth device, CancellationToken ct) =>
        Show(device, await structure.FindGroup(op, device.Device.Group, ct));

    public async Task<IReadOnlyList<DeviceView>> Show(OpContext op, IReadOnlyList<DeviceWithHealth> devices, CancellationToken ct)
    {
        var groups = devices.Count == 0 ? [] : (await structure.Groups(op, ct)).ToDictionary(g => g.Id);
        return [.. devices.Select(d => Show(d, groups.GetValueOrDefault(d.Device.Group)))];
    }

    public async Task<Page<DeviceView>> Show(OpContext op, Page<DeviceWithHealth> page, CancellationToken ct) => new(await Show(op, page.Items, ct), page.NextCursor);

    private DeviceView Show(DeviceWithHealth shown, GroupSummary? group)
    {
        var device = shown.Device;
        return new(
            device.Id,
            device.Name,
            device.Facts.Hostname,
            device.Group,
            group?.Name ?? "",
            device.Organization,
            group?.OrganizationName ?? "",
            device.Facts.OsName,
            device.Facts.OsVersion,
            device.Facts.Architecture,
            device.Facts.SensorVersion,
            device.LastSeenAt is not { } seen ? DeviceStatus.NeverSeen : time.GetUtcNow() - seen < options.Value.OnlineFor ? DeviceStatus.Online : DeviceStatus.Offline,
            device.LastSeenAt,
            device.EnrolledAt,
            device.EnrolledAt,
            HealthNode.Round(shown.Score),
            shown.Open.With(HealthNode.Round(shown.Score)),
            shown.Open.Worst,
            shown.Open.Total,
            device.DeadLetters,
            device.Version);
    }
}

/// <summary>What the audit log has of a device.</summary>
internal sealed record DeviceFact(DeviceId Id, string Name, string Hostname, GroupId GroupId, string OsName, string OsVersion, string Architecture, string SensorVersion)
{
    public static AuditFact Of(Device device, JsonElement? before, JsonElement? after) => new("device", device.Id.Value, device.Name, before, after) { Path = device.Place };

    public static JsonElement Show(Device device) => AuditFact.Show(new DeviceFact(
        device.Id, device.Name, device.Facts.Hostname, device.Group, device.Facts.OsName, device.Facts.OsVersion, device.Facts.Architecture, device.Facts.SensorVersion));
}
