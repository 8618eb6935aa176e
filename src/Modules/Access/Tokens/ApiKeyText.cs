using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>SHA-256 of a key's text: what is kept of it, and looked up.</summary>
internal readonly record struct KeyDigest(ulong A, ulong B, ulong C, ulong D)
{
    public byte[] ToBytes() => MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)[A, B, C, D]).ToArray();
}

/// <summary>
/// The text of a key: <c>sk_live_</c> or <c>sk_test_</c>, 30 random Base62 characters, and the CRC-32 over all of these as 6 Base62 digits, the highest first. The
/// checksum is there so that scanners of secrets know a key from a text that looks like one, and that what is none costs no look-up.
/// </summary>
internal static class ApiKeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Mark = "sk_";

    /// <summary>How much of a text is ever shown or logged once it was given out.</summary>
    public const int ShownCharacters = 14;

    private const int ModeCharacters = 8;
    private const int RandomCharacters = 30;
    private const int ChecksumCharacters = 6;
    private const int Length = ModeCharacters + RandomCharacters + ChecksumCharacters;
    internal const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Base62);

    /// <summary>178 bits of chance.</summary>
    public static string New(ApiKeyMode mode)
    {
        var named = (mode == ApiKeyMode.Test ? "sk_test_" : "sk_live_") + RandomNumberGenerator.GetString(Base62, RandomCharacters);
        Span<char> checksum = stackalloc char[ChecksumCharacters];
        Checksum(Encoding.ASCII.GetBytes(named), checksum);
        return $"{named}{checksum}";
    }

    /// <summary>How people tell keys apart.</summary>
    public static string Prefix(string text) => text[..ShownCharacters];

    /// <summary>The digest of what has a key's shape and checksum; null for anything else.</summary>
    public static KeyDigest? Digest(ReadOnlySpan<char> text) => HasChecksum(text) ? DigestOfShape(text) : null;

    /// <summary>The digest of what has a key's shape, whatever its checksum; null for anything else.</summary>
    public static KeyDigest? DigestOfShape(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || text[ModeCharacters..].ContainsAnyExcept(Allowed) || !(text.StartsWith("sk_live_") || text.StartsWith("sk_test_")))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(text, bytes);
        Span<ulong> digest = stackalloc ulong[4];
        Sha256.Hash(bytes, MemoryMarshal.AsBytes(digest));
        return new KeyDigest(digest[0], digest[1], digest[2], digest[3]);
    }

    /// <summary>Whether the end of a text is the checksum of what precedes it.</summary>
    public static bool HasChecksum(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !Ascii.IsValid(text))
        {
            return false;
        }

        Span<byte> named = stackalloc byte[Length - ChecksumCharacters];
        Encoding.ASCII.GetBytes(text[..^ChecksumCharacters], named);
        Span<char> checksum = stackalloc char[ChecksumCharacters];
        Checksum(named, checksum);
        return text[^ChecksumCharacters..].SequenceEqual(checksum);
    }

    internal static void Checksum(ReadOnlySpan<byte> named, Span<char> digits)
    {
        var left = Crc32.Of(named);
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (left, var digit) = Math.DivRem(left, 62u);
            digits[i] = Base62[(int)digit];
        }
    }
}
