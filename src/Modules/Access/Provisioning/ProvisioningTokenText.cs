using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Tokens;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>The text of a provisioning token: <c>hfs_</c>, 40 random Base62 characters, and the CRC-32 over all of these as 6 Base62 digits, as API keys have it.</summary>
internal static class ProvisioningTokenText
{
    /// <summary>What every one begins with.</summary>
    public const string Mark = "hfs_";

    private const int ShownCharacters = 12;
    private const int RandomCharacters = 40;
    private const int ChecksumCharacters = 6;
    private const int Length = 4 + RandomCharacters + ChecksumCharacters;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(ApiKeyText.Base62);

    /// <summary>238 bits of chance.</summary>
    public static string New()
    {
        var named = Mark + RandomNumberGenerator.GetString(ApiKeyText.Base62, RandomCharacters);
        Span<char> checksum = stackalloc char[ChecksumCharacters];
        ApiKeyText.Checksum(Encoding.ASCII.GetBytes(named), checksum);
        return $"{named}{checksum}";
    }

    /// <summary>How people tell tokens apart: all of a text that is ever shown or logged once it was given out.</summary>
    public static string Prefix(string text) => text[..ShownCharacters];

    /// <summary>The SHA-256 of what has a token's shape and checksum; null for anything else.</summary>
    public static KeyDigest? Digest(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !text.StartsWith(Mark) || text[Mark.Length..].ContainsAnyExcept(Allowed))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(text, bytes);
        Span<char> checksum = stackalloc char[ChecksumCharacters];
        ApiKeyText.Checksum(bytes[..^ChecksumCharacters], checksum);
        if (!text[^ChecksumCharacters..].SequenceEqual(checksum))
        {
            return null;
        }

        Span<ulong> digest = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(digest));
        return new KeyDigest(digest[0], digest[1], digest[2], digest[3]);
    }
}
