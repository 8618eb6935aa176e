using System.Runtime.InteropServices;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>Which file a path means: statx(2), whose layout is the same on every architecture. The framework tells no inode.</summary>
internal static partial class FileIdentity
{
    private const int AtFdcwd = -100;
    private const uint MaskIno = 0x100;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>Device and inode as one text; null when there is no such file. On Windows the time of creation.</summary>
    public static unsafe string? Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) ? $"{File.GetCreationTimeUtc(path).Ticks:x}" : null;
        }

        var buffer = stackalloc byte[256];
        return statx(AtFdcwd, path, 0, MaskIno, buffer) == 0
            ? $"{*(uint*)(buffer + DeviceAt):x}.{*(uint*)(buffer + DeviceAt + 4):x}.{*(ulong*)(buffer + InodeAt):x}"
            : null;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* into);
}
