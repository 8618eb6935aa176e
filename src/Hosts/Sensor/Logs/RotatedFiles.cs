namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>What logrotate and its like leave beside a log: <c>auth.log.1</c>, <c>auth.log-20260309</c>, <c>auth-20260309.log</c>.</summary>
internal static class RotatedFiles
{
    private const int Most = 200;
    private static readonly string[] Packed = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".zip"];

    /// <summary>Those that can be read as they are, oldest first.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        try
        {
            return Path.GetDirectoryName(path) is { Length: > 0 } folder && Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder)
                    .Where(file => IsRotated(Path.GetFileName(file), Path.GetFileName(path)))
                    .Take(Most)
                    .OrderBy(File.GetLastWriteTimeUtc).ThenBy(file => file, StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    internal static bool IsRotated(string file, string log)
    {
        var extension = Path.GetExtension(log);
        var stem = log[..^extension.Length];
        return !Array.Exists(Packed, end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)) &&
            (Follows(file, log) || (extension.Length > 0 && file.EndsWith(extension, StringComparison.Ordinal) && file.Length > log.Length && Follows(file, stem)));
    }

    private static bool Follows(string file, string start) =>
        file.Length > start.Length + 1 && file.StartsWith(start, StringComparison.Ordinal) && file[start.Length] is '.' or '-' && char.IsAsciiDigit(file[start.Length + 1]);
}
