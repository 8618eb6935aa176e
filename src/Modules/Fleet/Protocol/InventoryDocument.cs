using System.Text.Json.Serialization;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>What the machine is and has. Always complete: it replaces the one before.</summary>
/// <param name="Id">See <see cref="SensorDocument"/>.</param>
/// <param name="At">See <see cref="SensorDocument"/>.</param>
/// <param name="Seq">See <see cref="SensorDocument"/>.</param>
/// <param name="Prev">See <see cref="SensorDocument"/>.</param>
/// <param name="System">The operating system.</param>
/// <param name="Hardware">Processor, memory, disks.</param>
/// <param name="Software">Installed packages, by name.</param>
/// <param name="Updates">Packages for which the machine's own package lists know a newer version.</param>
/// <param name="Users">Local accounts.</param>
/// <param name="Listeners">Sockets that accept from outside or inside.</param>
/// <param name="Truncated">Names of the lists that were cut to fit, e.g. <c>software</c>.</param>
/// <param name="Notes">What could not be read, and why, each one sentence.</param>
public sealed record InventoryDocument(
    Guid Id,
    DateTimeOffset At,
    long Seq,
    long? Prev,
    SystemFacts System,
    HardwareFacts Hardware,
    IReadOnlyList<SoftwareItem> Software,
    IReadOnlyList<AvailableUpdate> Updates,
    IReadOnlyList<LocalUser> Users,
    IReadOnlyList<Listener> Listeners,
    IReadOnlyList<string> Truncated,
    IReadOnlyList<string> Notes)
    : SensorDocument(Id, At, Seq, Prev)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "holdfast.inventory/1";

    /// <inheritdoc/>
    [JsonIgnore]
    public override DeviceMessage Message => DeviceMessage.Inventory;
}

/// <summary>The operating system.</summary>
/// <param name="Hostname">As the machine calls itself.</param>
/// <param name="MachineId">/etc/machine-id, or on Windows the host name.</param>
/// <param name="OsName">For people, e.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</param>
/// <param name="OsVersion">e.g. <c>12</c>.</param>
/// <param name="OsId">os-release's ID, e.g. <c>debian</c>; <c>windows</c>.</param>
/// <param name="Kernel">e.g. <c>6.1.0-40-amd64</c>.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>, …</param>
/// <param name="Virtualization">e.g. <c>kvm</c>, <c>vmware</c>, <c>docker</c>; null on bare metal or when unknown.</param>
/// <param name="BootedAt">When the machine started.</param>
public sealed record SystemFacts(
    string Hostname, string MachineId, string OsName, string OsVersion, string OsId, string Kernel, string Architecture, string? Virtualization, DateTimeOffset BootedAt);

/// <summary>Processor, memory, disks.</summary>
/// <param name="CpuModel">As the processor calls itself.</param>
/// <param name="CpuCount">Logical processors.</param>
/// <param name="MemoryBytes">Installed memory that the system sees.</param>
/// <param name="Disks">Block devices, not partitions.</param>
public sealed record HardwareFacts(string CpuModel, int CpuCount, long MemoryBytes, IReadOnlyList<DiskFacts> Disks);

/// <summary>A disk; on Windows a volume.</summary>
/// <param name="Name">e.g. <c>sda</c>, <c>nvme0n1</c>, <c>C:\</c>.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Model">As it calls itself.</param>
/// <param name="Rotational">True for spinning disks, null when unknown.</param>
public sealed record DiskFacts(string Name, long SizeBytes, string? Model, bool? Rotational);

/// <summary>An installed package.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">The package system's own version string.</param>
/// <param name="Source"><c>dpkg</c>, <c>rpm</c>, <c>apk</c>.</param>
public sealed record SoftwareItem(string Name, string Version, string Source);

/// <summary>A package that could be newer.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="CurrentVersion">Null for a package that the update would add.</param>
/// <param name="NewVersion">What would be installed.</param>
/// <param name="Security">True when it comes from a security archive.</param>
public sealed record AvailableUpdate(string Name, string? CurrentVersion, string NewVersion, bool Security);

/// <summary>A local account.</summary>
/// <param name="Name">Log-in name.</param>
/// <param name="Uid">Numeric id; -1 where the system has none.</param>
/// <param name="Shell">Log-in shell.</param>
/// <param name="CanLogIn">True when the shell is one; the password may still be locked.</param>
public sealed record LocalUser(string Name, long Uid, string Shell, bool CanLogIn);

/// <summary>A listening socket.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Address">The local address; <c>0.0.0.0</c> and <c>::</c> are all of them.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Process">Who holds it, where the sensor may see that.</param>
public sealed record Listener(string Protocol, string Address, int Port, string? Process);
