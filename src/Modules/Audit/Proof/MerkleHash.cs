using System.Buffers;
using System.Runtime.Intrinsics;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>A node of the tree of RFC 6962: SHA-256, with leaves and inner nodes in separate domains.</summary>
public readonly record struct MerkleHash
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 32;

    private readonly Vector256<byte> bits;

    /// <summary>A hash that was stored or received.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes) => bits = bytes.Length == Size
        ? Vector256.Create(bytes)
        : throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash OfEmptyTree { get; } = Sha256([]);

    /// <summary>A leaf: SHA-256(0x00 ‖ entry).</summary>
    public static MerkleHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        buffer[0] = 0;
        entry.CopyTo(buffer.AsSpan(1));
        var hash = Sha256(buffer.AsSpan(0, entry.Length + 1));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    /// <summary>An inner node: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static MerkleHash OfNode(MerkleHash left, MerkleHash right)
    {
        Span<byte> buffer = stackalloc byte[1 + (2 * Size)];
        buffer[0] = 1;
        left.bits.CopyTo(buffer[1..]);
        right.bits.CopyTo(buffer[(1 + Size)..]);
        return Sha256(buffer);
    }

    /// <summary>A leaf whose domain byte already stands before the entry.</summary>
    internal static MerkleHash Sha256(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Platform.Cryptography.Sha256.Hash(data, hash);
        return new(hash);
    }

    /// <summary>Reads standard base64 of exactly 32 bytes; one hash has one text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MerkleHash hash)
    {
        hash = default;
        if (text.Length != 44 || StrictText.Base64(text) is not { Length: Size } bytes)
        {
            return false;
        }

        hash = new(bytes);
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        bits.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Standard base64.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());
}
