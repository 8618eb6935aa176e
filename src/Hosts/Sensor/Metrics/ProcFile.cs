using System.Buffers.Text;

namespace Holdfast.Hosts.Sensor.Metrics;

/// <summary>Reads files of /proc and /sys into one buffer again and again. Not for several threads.</summary>
internal sealed class ProcFile(HostRoot root)
{
    private readonly byte[] buffer = new byte[64 * 1024];

    /// <summary>The file's beginning (64 KiB), valid until the next read; empty when it cannot be read.</summary>
    public ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(root.At(path));
            var length = 0;
            while (length < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(length), length) is var read && read > 0)
            {
                length += read;
            }

            return buffer.AsSpan(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
    }
}

/// <summary>Walks over the fields of a line that are parted by white space, without making strings.</summary>
internal ref struct ProcFields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> rest = line;

    public ReadOnlySpan<byte> Next()
    {
        rest = rest.TrimStart(" \t"u8);
        var end = rest.IndexOfAny(" \t"u8);
        var field = end < 0 ? rest : rest[..end];
        rest = rest[field.Length..];
        return field;
    }

    public bool TryNext(out long value)
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out value, out var used) && used == field.Length;
    }

    public bool TryNext(out double value)
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out value, out var used) && used == field.Length;
    }

    /// <summary>Takes the first line off a text.</summary>
    public static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line;
    }
}
