using System.Text;
using Holdfast.Hosts.Sensor.Buffering;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Follows one log file. Rotated (another inode under the path): the old file is read to its end, then the new one from its start. Emptied in place: from
/// the start. Rotated while the sensor was down: the rest is sought in <c>path.1</c>. Only whole lines are taken; a line longer than
/// <see cref="MaxLineBytes"/> is cut and its rest skipped. A file is read from its end the first time, from its start when it came into being later.
/// </summary>
internal sealed class LogTail : IDisposable
{
    public const int MaxLineBytes = 64 * 1024;
    private const int HeadBytes = 256;

    private readonly string path;
    private readonly byte[] buffer = new byte[MaxLineBytes];
    private SafeFileHandle? handle;
    private string? identity;
    private long offset;
    private bool skipsRest;

    /// <param name="path">The file; it need not be there.</param>
    /// <param name="position">Where it was left, null the first time.</param>
    public LogTail(string path, LogPosition? position)
    {
        this.path = path;
        Resume(position);
    }

    /// <summary>Takes at most so many lines; true when there may be more at once.</summary>
    public bool Poll(int maxLines, Action<string> line)
    {
        var taken = 0;
        while (taken < maxLines)
        {
            if (handle is null && !Open(path, 0))
            {
                return false;
            }

            var length = RandomAccess.GetLength(handle!);
            if (length < offset)
            {
                (offset, skipsRest) = (0, false);
            }

            var read = length > offset ? RandomAccess.Read(handle!, buffer, offset) : 0;
            var lines = Take(buffer.AsSpan(0, read), maxLines - taken, line);
            taken += lines;
            if (lines == 0 && !skipsRest)
            {
                if (FileIdentity.Of(path) is not { } current || current == identity || RandomAccess.GetLength(handle!) > length)
                {
                    return false;
                }

                // Rotated, and the old file is at its end: what stands there without a newline was never a line.
                Close();
            }
            else if (lines == 0 && read == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where to go on after a restart; null while there is no file.</summary>
    public LogPosition? Position
    {
        get
        {
            if (handle is null || identity is null)
            {
                return null;
            }

            var (length, checksum) = Head(handle, (int)Math.Min(offset, HeadBytes));
            return new(identity, offset, length, checksum);
        }
    }

    public void Dispose() => Close();

    private int Take(ReadOnlySpan<byte> bytes, int most, Action<string> line)
    {
        var taken = 0;
        while (taken < most)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                // A whole buffer without a newline: hand over what fits once, then skip to the next line.
                if (bytes.Length == buffer.Length)
                {
                    if (!skipsRest)
                    {
                        line(Encoding.UTF8.GetString(bytes));
                        taken++;
                    }

                    offset += bytes.Length;
                    skipsRest = true;
                }
                else if (skipsRest)
                {
                    offset += bytes.Length;
                }

                break;
            }

            var text = bytes[..end].TrimEnd((byte)'\r');
            offset += end + 1;
            bytes = bytes[(end + 1)..];
            if (skipsRest)
            {
                skipsRest = false;
            }
            else if (text.Length > 0)
            {
                line(Encoding.UTF8.GetString(text));
            }

            taken++;
        }

        return taken;
    }

    private void Resume(LogPosition? position)
    {
        if (position is null)
        {
            if (Open(path, 0))
            {
                offset = EndOfLastLine();
            }

            return;
        }

        if (FileIdentity.Of(path) == position.File && Open(path, position.Offset))
        {
            if (!IsContinued(position))
            {
                offset = 0;
            }
        }
        else if (FileIdentity.Of(path + ".1") == position.File && Open(path + ".1", position.Offset) && !IsContinued(position))
        {
            Close();
        }
    }

    private bool IsContinued(LogPosition position) =>
        RandomAccess.GetLength(handle!) >= position.Offset && Head(handle!, position.HeadLength) == (position.HeadLength, position.HeadChecksum);

    private long EndOfLastLine()
    {
        var length = RandomAccess.GetLength(handle!);
        var from = Math.Max(0, length - buffer.Length);
        var read = RandomAccess.Read(handle!, buffer.AsSpan(0, (int)(length - from)), from);
        var newline = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
        return newline < 0 ? from == 0 ? 0 : length : from + newline + 1;
    }

    private bool Open(string file, long at)
    {
        try
        {
            var before = FileIdentity.Of(file);
            handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            identity = FileIdentity.Of(file);
            if (identity is null || identity != before)
            {
                // Rotated in this very moment: the next poll looks again.
                Close();
                return false;
            }

            (offset, skipsRest) = (at, false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            return false;
        }
    }

    private void Close()
    {
        handle?.Dispose();
        (handle, identity, offset, skipsRest) = (null, null, 0, false);
    }

    private static (int Length, uint Checksum) Head(SafeFileHandle file, int length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var read = RandomAccess.Read(file, head[..Math.Clamp(length, 0, HeadBytes)], 0);
        return (read, BufferSegment.Checksum(head[..read]));
    }
}
