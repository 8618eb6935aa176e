namespace Holdfast.Hosts.Sensor;

/// <summary>The tree that the collectors read: <c>/</c>, or a copy of one in tests.</summary>
internal sealed record HostRoot(string Folder)
{
    public static HostRoot Real { get; } = new("/");

    /// <summary>False for a copy: then nothing that only the running machine can tell is asked.</summary>
    public bool IsReal => Folder == "/";

    /// <summary>Where an absolute path of the machine lies.</summary>
    public string At(string path) => IsReal ? path : Path.Join(Folder, path);

    /// <summary>The text of a small file without surrounding white space; null when it cannot be read.</summary>
    public string? ReadText(string path, int maxBytes = 64 * 1024)
    {
        try
        {
            // Files of /proc tell no size and come in pieces.
            using var file = File.OpenHandle(At(path));
            var buffer = new byte[Math.Min(maxBytes, 16 * 1024)];
            var length = 0;
            while (RandomAccess.Read(file, buffer.AsSpan(length), length) is var read && read > 0)
            {
                length += read;
                if (length == buffer.Length && length < maxBytes)
                {
                    Array.Resize(ref buffer, Math.Min(maxBytes, length * 2));
                }
            }

            return System.Text.Encoding.UTF8.GetString(buffer, 0, length).Trim('\0', '\n', ' ', '\t');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
