using System.Globalization;
using System.Runtime.InteropServices;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>System and hardware facts.</summary>
internal static class SystemReader
{
    private const int SectorBytes = 512;

    private static string Architecture => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    public static SystemFacts OfProc(HostRoot root, TimeProvider time)
    {
        var release = OsRelease(root);
        var hostname = root.ReadText("/proc/sys/kernel/hostname") ?? root.ReadText("/etc/hostname") ?? Environment.MachineName;
        return new(
            InventoryCollector.Name(hostname),
            InventoryCollector.Name(root.ReadText("/etc/machine-id") ?? root.ReadText("/var/lib/dbus/machine-id"), hostname),
            InventoryCollector.Name(release.GetValueOrDefault("PRETTY_NAME") ?? release.GetValueOrDefault("NAME"), "Linux"),
            InventoryCollector.Name(release.GetValueOrDefault("VERSION_ID")),
            InventoryCollector.Name(release.GetValueOrDefault("ID"), "linux"),
            InventoryCollector.Name(root.ReadText("/proc/sys/kernel/osrelease")),
            Architecture,
            Virtualization(root),
            BootedAt(root, time));
    }

    public static SystemFacts OfFramework(TimeProvider time) => new(
        InventoryCollector.Name(Environment.MachineName),
        InventoryCollector.Name(Environment.MachineName),
        InventoryCollector.Name(RuntimeInformation.OSDescription),
        InventoryCollector.Name(Environment.OSVersion.Version.ToString()),
        OperatingSystem.IsWindows() ? "windows" : "other",
        InventoryCollector.Name(Environment.OSVersion.VersionString),
        Architecture,
        null,
        time.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64));

    public static HardwareFacts HardwareOfProc(HostRoot root)
    {
        var cpu = root.ReadText("/proc/cpuinfo", 256 * 1024)?.Split('\n') ?? [];
        var model = Value(cpu, "model name") ?? Value(cpu, "Model") ?? Value(cpu, "Hardware");
        var count = cpu.Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        var memory = Value(root.ReadText("/proc/meminfo")?.Split('\n') ?? [], "MemTotal")?.Split(' ')[0];
        return new(
            InventoryCollector.Name(model),
            count > 0 ? count : Environment.ProcessorCount,
            long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : 0,
            Disks(root));
    }

    public static HardwareFacts HardwareOfFramework() => new(
        InventoryCollector.Name(Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        [.. DriveInfo.GetDrives().Where(d => d.DriveType == DriveType.Fixed && d.IsReady).Take(64).Select(d => new DiskFacts(d.Name, d.TotalSize, null, null))]);

    /// <summary>/proc/stat's btime: seconds since the epoch.</summary>
    public static DateTimeOffset BootedAt(HostRoot root, TimeProvider time)
    {
        var line = root.ReadText("/proc/stat", 1024 * 1024)?.Split('\n').FirstOrDefault(l => l.StartsWith("btime ", StringComparison.Ordinal));
        return long.TryParse(line.AsSpan(line is null ? 0 : "btime ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : time.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64);
    }

    /// <summary>os-release(5): shell-like assignments.</summary>
    internal static Dictionary<string, string> OsRelease(HostRoot root)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (root.ReadText("/etc/os-release") ?? root.ReadText("/usr/lib/os-release") ?? "").Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is var at && at > 0)
            {
                values[line[..at]] = line[(at + 1)..].Trim().Trim('"', '\'');
            }
        }

        return values;
    }

    private static string? Value(string[] lines, string name) =>
        Array.Find(lines, l => l.StartsWith(name, StringComparison.Ordinal) && l.Contains(':', StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static List<DiskFacts> Disks(HostRoot root)
    {
        const string folder = "/sys/block";
        var disks = new List<DiskFacts>();
        if (!Directory.Exists(root.At(folder)))
        {
            return disks;
        }

        foreach (var name in Directory.EnumerateFileSystemEntries(root.At(folder)).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal).Take(256))
        {
            // Loop devices, memory disks and mapped devices are made of something else that is listed or is no disk at all.
            var isReal = !name.StartsWith("loop", StringComparison.Ordinal) && !name.StartsWith("ram", StringComparison.Ordinal) &&
                !name.StartsWith("zram", StringComparison.Ordinal) && !name.StartsWith("dm-", StringComparison.Ordinal) && !name.StartsWith("nbd", StringComparison.Ordinal);
            if (isReal && disks.Count < 64 &&
                long.TryParse(root.ReadText($"{folder}/{name}/size", 64), NumberStyles.None, CultureInfo.InvariantCulture, out var sectors) && sectors > 0)
            {
                var model = root.ReadText($"{folder}/{name}/device/model", 256);
                disks.Add(new(
                    InventoryCollector.Name(name),
                    sectors * SectorBytes,
                    string.IsNullOrWhiteSpace(model) ? null : InventoryCollector.Name(model),
                    root.ReadText($"{folder}/{name}/queue/rotational", 16) switch { "1" => true, "0" => false, _ => null }));
            }
        }

        return disks;
    }

    private static string? Virtualization(HostRoot root)
    {
        if (File.Exists(root.At("/.dockerenv")))
        {
            return "docker";
        }

        if (File.Exists(root.At("/run/.containerenv")))
        {
            return "podman";
        }

        if (root.ReadText("/proc/sys/kernel/osrelease")?.Contains("microsoft", StringComparison.OrdinalIgnoreCase) == true)
        {
            return "wsl";
        }

        var maker = $"{root.ReadText("/sys/class/dmi/id/sys_vendor", 256)} {root.ReadText("/sys/class/dmi/id/product_name", 256)}".ToLowerInvariant();
        (string Sign, string Name)[] known =
        [
            ("vmware", "vmware"), ("virtualbox", "virtualbox"), ("innotek", "virtualbox"), ("qemu", "kvm"), ("kvm", "kvm"), ("microsoft corporation virtual", "hyper-v"),
            ("amazon ec2", "amazon"), ("google compute", "google"), ("xen", "xen"), ("parallels", "parallels"), ("openstack", "kvm"), ("firecracker", "firecracker"),
        ];
        return Array.Find(known, k => maker.Contains(k.Sign, StringComparison.Ordinal)).Name ??
            (root.ReadText("/proc/cpuinfo", 16 * 1024)?.Contains(" hypervisor", StringComparison.Ordinal) == true ? "vm" : null);
    }
}
