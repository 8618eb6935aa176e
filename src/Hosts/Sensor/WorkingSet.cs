using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Hosts.Sensor;

/// <summary>
/// Gives memory back to the machine that the sensor only watches: what the garbage collector holds, and the pages of program files that were
/// read once, at the start or for an inventory. A page that is needed again comes back from its file.
/// </summary>
internal static partial class WorkingSet
{
    // madvise(2), since Linux 5.4: reclaims the pages; whatever was changed in them stays. Older kernels refuse, and nothing happens.
    private const int PageOut = 21;

    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                if (FileMapping(line) is { } mapping)
                {
                    _ = madvise(mapping.Start, mapping.Length, PageOut);
                }
            }
        }
    }

    // proc(5): "start-end perms offset dev inode path". Only what cannot be written through the mapping, and has a file behind it.
    internal static (nint Start, nint Length)? FileMapping(string line)
    {
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        return parts is [var range, ['r', '-', ..], _, _, not "0", ['/', ..]]
            && range.Split('-') is [var start, var end]
            && long.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var to)
                ? ((nint)from, (nint)(to - from))
                : null;
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int madvise(nint address, nint length, int advice);
}
