using System.Buffers.Binary;
using System.Numerics;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Hosts.Sensor.Buffering;

/// <summary>
/// One file of frames: length (4 bytes), CRC-32C (4) of what follows, sequence number (8), kind (1, its highest bit set where the
/// document is plentiful), document; little-endian. Frames are only ever added; what follows the last whole frame after a crash is cut.
/// </summary>
internal sealed class BufferSegment : IDisposable
{
    public const int HeaderBytes = 17;
    private const int CheckedFrom = 8;
    private const byte Plentiful = 0x80;

    private SafeFileHandle handle;

    private BufferSegment(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
    }

    public string Path { get; }

    /// <summary>Bytes of whole frames.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of frames that still count.</summary>
    public long LiveBytes { get; set; }

    public static BufferSegment Create(string folder, long firstSeq)
    {
        var path = System.IO.Path.Combine(folder, $"{firstSeq:D20}.seg");
        return new(path, Open(path, FileMode.Create));
    }

    /// <summary>Opens a file, tells of each whole frame, and cuts the rest.</summary>
    public static BufferSegment Recover(string path, Action<BufferSegment, long, DocumentWorth, long, int> frame)
    {
        var segment = new BufferSegment(path, Open(path, FileMode.Open));
        var size = RandomAccess.GetLength(segment.handle);
        var buffer = new byte[HeaderBytes + SensorLimits.MaxDocumentBytes];
        while (segment.Length + HeaderBytes <= size)
        {
            RandomAccess.Read(segment.handle, buffer.AsSpan(0, HeaderBytes), segment.Length);
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            if (length is <= 0 or > SensorLimits.MaxDocumentBytes || segment.Length + HeaderBytes + length > size)
            {
                break;
            }

            RandomAccess.Read(segment.handle, buffer.AsSpan(HeaderBytes, length), segment.Length + HeaderBytes);
            if (Checksum(buffer.AsSpan(CheckedFrom, HeaderBytes - CheckedFrom + length)) != BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(4)))
            {
                break;
            }

            frame(segment, BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(8)), new((DeviceMessage)(buffer[16] & ~Plentiful), (buffer[16] & Plentiful) != 0), segment.Length, HeaderBytes + length);
            segment.Length += HeaderBytes + length;
        }

        if (segment.Length < size)
        {
            RandomAccess.SetLength(segment.handle, segment.Length);
        }

        return segment;
    }

    /// <summary>Adds a frame and has it on the disk when this returns; answers where it stands.</summary>
    public long Add(long seq, DocumentWorth worth, ReadOnlySpan<byte> document)
    {
        var frame = new byte[HeaderBytes + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, document.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), seq);
        frame[16] = (byte)((byte)worth.Message | (worth.IsPlentiful ? Plentiful : 0));
        document.CopyTo(frame.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(frame.AsSpan(CheckedFrom)));
        var at = Length;
        RandomAccess.Write(handle, frame, at);
        RandomAccess.FlushToDisk(handle);
        Length += frame.Length;
        LiveBytes += frame.Length;
        return at;
    }

    public byte[] Read(long offset, int frameLength)
    {
        var document = new byte[frameLength - HeaderBytes];
        RandomAccess.Read(handle, document, offset + HeaderBytes);
        return document;
    }

    /// <summary>Replaces the file by one that holds only the given frames, in order; answers their new places. A crash leaves the old or the new file.</summary>
    public IReadOnlyList<long> Rewrite(IReadOnlyList<(long Offset, int Length)> frames)
    {
        var temporary = Path + ".new";
        var places = new long[frames.Count];
        long length = 0;
        using (var target = Open(temporary, FileMode.Create))
        {
            for (var i = 0; i < frames.Count; i++)
            {
                var frame = new byte[frames[i].Length];
                RandomAccess.Read(handle, frame, frames[i].Offset);
                RandomAccess.Write(target, frame, length);
                places[i] = length;
                length += frame.Length;
            }

            RandomAccess.FlushToDisk(target);
        }

        handle.Dispose();
        File.Move(temporary, Path, overwrite: true);
        handle = Open(Path, FileMode.Open);
        Length = length;
        LiveBytes = length;
        return places;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => handle.Dispose();

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    private static SafeFileHandle Open(string path, FileMode mode) => File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
}
