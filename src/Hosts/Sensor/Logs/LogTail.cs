using System.Text;
using Holdfast.Hosts.Sensor.Buffering;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Follows one log file. Rotated (another inode under the path): the old file is read to its end, then the new one from its start. Emptied in place, even
/// when it has grown beyond the old end since: from the start. Rotated while the sensor was down: the rest is sought in the files beside it, by inode or by
/// what stands before the place. Only whole lines are taken, without NUL bytes in front; a line longer than <see cref="MaxLineBytes"/> is cut and its rest
/// skipped. A file is read from its end the first time, from its start when it came into being later.
/// </summary>
internal sealed class LogTail : IDisposable
{
    public const int MaxLineBytes = 64 * 1024;
    private const int AnchorBytes = 256;

    // Fewer bytes may well stand at the same place of another file.
    private const int TellingBytes = 32;

    private readonly string path;
    private readonly byte[] buffer = new byte[MaxLineBytes];
    private readonly byte[] anchor = new byte[AnchorBytes];
    private readonly Queue<string> between = new();
    private SafeFileHandle? handle;
    private string? identity;
    private long offset;
    private int anchored;
    private DateTime seenAt;
    private bool skipsRest;

    /// <param name="path">The file; it need not be there.</param>
    /// <param name="position">Where it was left, null the first time.</param>
    public LogTail(string path, LogPosition? position)
    {
        this.path = path;
        Resume(position);
    }

    /// <summary>True when the file that was being read before the sensor stopped is nowhere any more: what it held behind that place is not read.</summary>
    public bool HasLostRest { get; private set; }

    /// <summary>Takes at most so many lines; true when there may be more at once.</summary>
    public bool Poll(int maxLines, Action<string> line)
    {
        var taken = 0;
        while (taken < maxLines)
        {
            if (handle is null && !OpenNext())
            {
                return false;
            }

            var length = RandomAccess.GetLength(handle!);
            if (!IsContinued(length))
            {
                Restart();
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
    public LogPosition? Position =>
        handle is null || identity is null ? null : new(identity, offset, anchored, BufferSegment.Checksum(anchor.AsSpan(0, anchored)));

    public void Dispose() => Close();

    private int Take(ReadOnlySpan<byte> bytes, int most, Action<string> line)
    {
        var taken = 0;
        while (taken < most)
        {
            // What a crash or a program that writes on behind a truncation leaves: there is no line in it, but one behind it.
            if (!skipsRest && bytes is [0, ..])
            {
                var nuls = bytes.IndexOfAnyExcept((byte)0);
                Pass(ref bytes, nuls < 0 ? bytes.Length : nuls);
                if (bytes.IsEmpty)
                {
                    taken++;
                    break;
                }
            }

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

                    Pass(ref bytes, bytes.Length);
                    skipsRest = true;
                }
                else if (skipsRest)
                {
                    Pass(ref bytes, bytes.Length);
                }

                break;
            }

            var text = bytes[..end].TrimEnd((byte)'\r');
            Pass(ref bytes, end + 1);
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

    /// <summary>Moves on, and keeps the last bytes that were passed.</summary>
    private void Pass(ref ReadOnlySpan<byte> bytes, int count)
    {
        var passed = bytes[..count];
        var kept = Math.Min(anchored, Math.Max(0, AnchorBytes - count));
        anchor.AsSpan(anchored - kept, kept).CopyTo(anchor);
        passed = passed[Math.Max(0, count - AnchorBytes)..];
        passed.CopyTo(anchor.AsSpan(kept));
        anchored = kept + passed.Length;
        offset += count;
        bytes = bytes[count..];
    }

    private void Resume(LogPosition? position)
    {
        if (position is null)
        {
            if (Open(path, 0))
            {
                SkipToEnd();
            }

            return;
        }

        if (position == LogPosition.NoFile || OpenAt(path, position))
        {
            return;
        }

        // Oldest first: what comes behind the file that was being read was rotated after it.
        foreach (var file in RotatedFiles.Of(path))
        {
            if (handle is null)
            {
                OpenAt(file, position);
            }
            else
            {
                between.Enqueue(file);
            }
        }

        HasLostRest = handle is null;
    }

    /// <summary>Opens a file where another was left, if it is that one or a copy of it.</summary>
    private bool OpenAt(string file, LogPosition position)
    {
        if (Open(file, position.Offset) && (identity == position.File || position.AnchorLength >= TellingBytes))
        {
            anchored = (int)Math.Clamp(position.AnchorLength, 0, Math.Min(AnchorBytes, offset));
            if (RandomAccess.GetLength(handle!) >= offset &&
                RandomAccess.Read(handle!, anchor.AsSpan(0, anchored), offset - anchored) == anchored &&
                BufferSegment.Checksum(anchor.AsSpan(0, anchored)) == position.Anchor)
            {
                return true;
            }
        }

        Close();
        return false;
    }

    private bool OpenNext()
    {
        while (between.TryDequeue(out var file))
        {
            if (Open(file, 0))
            {
                return true;
            }
        }

        return Open(path, 0);
    }

    /// <summary>Whether what was read still stands before the place, looked at when the file has changed.</summary>
    private bool IsContinued(long length)
    {
        var changedAt = File.GetLastWriteTimeUtc(handle!);
        if (length == offset && changedAt == seenAt)
        {
            return true;
        }

        seenAt = changedAt;
        Span<byte> before = stackalloc byte[AnchorBytes];
        before = before[..anchored];
        return length >= offset && RandomAccess.Read(handle!, before, offset - anchored) == anchored && before.SequenceEqual(anchor.AsSpan(0, anchored));
    }

    private void Restart() => (offset, anchored, skipsRest) = (0, 0, false);

    private void SkipToEnd()
    {
        var length = RandomAccess.GetLength(handle!);
        var from = Math.Max(0, length - buffer.Length);
        ReadOnlySpan<byte> end = buffer.AsSpan(0, RandomAccess.Read(handle!, buffer.AsSpan(0, (int)(length - from)), from));
        var newline = end.LastIndexOf((byte)'\n');
        offset = from;
        Pass(ref end, newline >= 0 ? newline + 1 : from == 0 ? 0 : end.Length);
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

            (offset, anchored, skipsRest, seenAt) = (at, 0, false, default);
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
        (handle, identity) = (null, null);
        Restart();
    }
}
