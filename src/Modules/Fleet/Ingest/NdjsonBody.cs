using System.Buffers.Binary;
using System.IO.Compression;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>Reads an ingest body: lines of JSON, perhaps compressed. What it may unpack to is bounded while it is unpacked.</summary>
internal static class NdjsonBody
{
    /// <summary>The lines that are not blank, each with its number from 1.</summary>
    public static async Task<Result<IReadOnlyList<(int Line, ReadOnlyMemory<byte> Document)>>> Read(Stream body, bool isCompressed, CancellationToken ct)
    {
        if (await Bytes(body, ct) is not { } bytes)
        {
            return FleetProblems.IngestTooLarge;
        }

        if (isCompressed)
        {
            var packed = bytes;
            try
            {
                using var source = new MemoryStream(packed.ToArray(), writable: false);
                await using var gzip = new GZipStream(source, CompressionMode.Decompress);
                if (await Bytes(gzip, ct) is not { } unpacked)
                {
                    return FleetProblems.IngestTooLarge;
                }

                bytes = unpacked;
            }
            catch (InvalidDataException)
            {
                return FleetProblems.IngestBroken;
            }

            // A body that breaks off unpacks without complaint; its last document would be taken for a bad one. The trailer tells (RFC 1952, ISIZE).
            if (packed.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(packed.Span[^4..]) != bytes.Length)
            {
                return FleetProblems.IngestBroken;
            }
        }

        var lines = Lines(bytes);
        return lines.Count <= SensorLimits.MaxIngestDocuments ? lines : FleetProblems.IngestTooLarge;
    }

    /// <summary>All bytes of a stream; null when they are more than a body may hold.</summary>
    private static async Task<ReadOnlyMemory<byte>?> Bytes(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), ct);
            length += read;
            if (length > SensorLimits.MaxIngestBytes)
            {
                return null;
            }

            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, SensorLimits.MaxIngestBytes + 1));
            }
        }
    }

    private static List<(int Line, ReadOnlyMemory<byte> Document)> Lines(ReadOnlyMemory<byte> rest)
    {
        var lines = new List<(int, ReadOnlyMemory<byte>)>();
        for (var number = 1; !rest.IsEmpty && lines.Count <= SensorLimits.MaxIngestDocuments; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                lines.Add((number, line));
            }
        }

        return lines;
    }
}
