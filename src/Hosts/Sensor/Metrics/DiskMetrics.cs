using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Metrics;

/// <summary>Space of local file systems, with df's arithmetic: what is reserved for root counts neither as used nor as free. Network mounts are left out: a dead one would hang.</summary>
internal sealed class DiskMetrics(HostRoot root) : IMetricSource
{
    private const int MaxMounts = 32;
    private const int RoundsBetweenMountLooks = 20;

    private static readonly HashSet<string> LocalTypes = new(StringComparer.Ordinal)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk",
    };

    private IReadOnlyList<string> mounts = [];
    private int round;

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        if (round++ % RoundsBetweenMountLooks == 0)
        {
            mounts = Find();
        }

        foreach (var mount in mounts)
        {
            try
            {
                var drive = new DriveInfo(root.At(mount));
                var used = drive.TotalSize - drive.TotalFreeSpace;
                var free = drive.AvailableFreeSpace;
                if (used + free > 0)
                {
                    into.Add(new(at, MetricNames.DiskUsedPercent, mount, CpuMetrics.Round(100.0 * used / (used + free))));
                    into.Add(new(at, MetricNames.DiskFreeBytes, mount, free));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Gone since the last look, or not ours to ask.
            }
        }
    }

    /// <summary>The mount points of /proc/mounts, each device once, <c>\040</c> and its like decoded; on Windows the fixed drives.</summary>
    internal IReadOnlyList<string> Find()
    {
        if (OperatingSystem.IsWindows() && root.IsReal)
        {
            return [.. DriveInfo.GetDrives().Where(d => d.DriveType == DriveType.Fixed && d.IsReady).Select(d => d.Name).Take(MaxMounts)];
        }

        var devices = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var line in (root.ReadText("/proc/mounts", 256 * 1024) ?? "").Split('\n'))
        {
            if (line.Split(' ') is [var device, var point, var type, ..] && found.Count < MaxMounts &&
                (LocalTypes.Contains(type) || (point == "/" && type is "overlay")) && devices.Add(device))
            {
                found.Add(Decode(point));
            }
        }

        return found;
    }

    private static string Decode(string text) =>
        text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
