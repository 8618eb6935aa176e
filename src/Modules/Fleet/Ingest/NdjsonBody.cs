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
        await using var unpacked = isCompressed ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : body;
        var buffer = new byte[64 * 1024];
        var length = 0;
        try
        {
            int read;
            while ((read = await unpacked.ReadAsync(buffer.AsMemory(length), ct)) > 0)
            {
                length += read;
                if (length > SensorLimits.MaxIngestBytes)
                {
                    return FleetProblems.IngestTooLarge;
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, SensorLimits.MaxIngestBytes + 1));
                }
            }
        }
        catch (InvalidDataException)
        {
            return FleetProblems.IngestBroken;
        }

        var lines = Lines(buffer.AsMemory(0, length));
        return lines.Count <= SensorLimits.MaxIngestDocuments ? lines : FleetProblems.IngestTooLarge;
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
