using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// Ids of telemetry rows: UUIDv7 whose time is the row's own, whose 12 bits after it are the row's place in its document, and whose rest is
/// drawn once for each document. So ids order rows by when they happened and then as they were read, no sensor can choose them, and a list's
/// cursor tells the time to go on from.
/// </summary>
internal readonly struct RowIds
{
    private readonly ulong document;

    private RowIds(ulong document) => this.document = document;

    /// <summary>For one document.</summary>
    public static RowIds New()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return new((BinaryPrimitives.ReadUInt64BigEndian(random) & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000);
    }

    /// <summary>The time as rows have it: whole milliseconds, since 1970.</summary>
    public static DateTimeOffset Time(DateTimeOffset at) =>
        at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    /// <summary>The time in an id.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.MaxValue;
    }

    /// <summary>The id of the row at a place (0 to 4095) with a time that went through <see cref="Time"/>.</summary>
    public Guid Of(DateTimeOffset at, int place)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)place);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], document);
        return new Guid(bytes, bigEndian: true);
    }
}
