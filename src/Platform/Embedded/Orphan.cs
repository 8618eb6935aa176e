using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Embedded;

/// <summary>
/// What a killed Holdfast or engine may leave: processes that still work on the data, or a file that names a process which is gone. Asked only
/// while the directory's lock is held, so an engine that works in it belongs to nobody else.
/// </summary>
internal static class Orphan
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when nothing of the engine is at work in the directory any more.</summary>
    /// <param name="program">The engine's program.</param>
    /// <param name="directory">The engine's working directory.</param>
    /// <param name="pidFile">Names the one process of several that takes the signal, and is removed where another program has its number; null for an engine of one process.</param>
    /// <param name="signal">Asks the engine to stop.</param>
    /// <param name="logger">Told of an engine of an earlier run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task Clear(string program, string directory, string? pidFile, int signal, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (began, asked) = (time.GetTimestamp(), false);
        for (var left = AtWork(program, directory); left.Count > 0; left = AtWork(program, directory))
        {
            var main = pidFile is null ? left[0] : left.Find(id => id == ProcessIn(pidFile));
            if (!asked && main != 0)
            {
                logger.Orphan(program, directory, main);
                _ = Libc.Kill(main, signal);
                asked = true;
            }
            else if (time.GetElapsedTime(began) > Patience)
            {
                left.ForEach(id => _ = Libc.Kill(id, Libc.SigKill));
            }

            await Task.Delay(Interval, time, ct).ConfigureAwait(false);
        }

        // PostgreSQL recovers from a stale file by itself, and more carefully than we could, unless its number was given to another process.
        if (pidFile is not null && ProcessIn(pidFile) is { } other && Directory.Exists($"/proc/{other}"))
        {
            File.Delete(pidFile);
        }
    }

    private static List<int> AtWork(string program, string directory) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 1 && IsAtWork(id, program, directory))];

    /// <summary>The process that a file names in its first line; null where it names none.</summary>
    public static int? ProcessIn(string pidFile)
    {
        try
        {
            return int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 1 ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a process is alive, is this program, and has this as its working directory. Numbers are used again; this is not.</summary>
    public static bool IsAtWork(int id, string program, string directory)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").TrimEnd('\n') == program
                && Directory.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName is { } at
                && Path.TrimEndingDirectorySeparator(at) == RealPath(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The kernel names directories without links; our configuration may not.
    private static string RealPath(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var parent = Path.GetDirectoryName(path);
        return parent is null ? path
            : Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? RealPath(target.FullName)
            : Path.Combine(RealPath(parent), Path.GetFileName(path));
    }
}
