using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>Whom an nkey stands for.</summary>
public enum NKeyKind
{
    /// <summary>Signs accounts; public keys begin with O.</summary>
    Operator = 14 << 3,

    /// <summary>Signs users; public keys begin with A.</summary>
    Account = 0,

    /// <summary>Logs in; public keys begin with U.</summary>
    User = 20 << 3,
}

/// <summary>
/// An Ed25519 key pair in the text form of NATS (github.com/nats-io/nkeys): base32 without padding over prefix, key and CRC-16/XMODEM, little endian;
/// a seed's prefix holds "S" and the kind. Making a public key or a signature needs libcrypto; reading and checking texts does not.
/// </summary>
public sealed class NKey
{
    private const int SeedPrefix = 18 << 3;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly byte[] seed;
    private string? publicKey;

    private NKey(NKeyKind kind, byte[] seed) => (Kind, this.seed) = (kind, seed);

    /// <summary>Whom it stands for.</summary>
    public NKeyKind Kind { get; }

    /// <summary>The public key's text (<c>O…</c>, <c>A…</c>, <c>U…</c>).</summary>
    public string PublicKey => publicKey ??= Encode([(byte)Kind], Ed25519.PublicKey(seed));

    /// <summary>The seed's text (<c>SO…</c>, <c>SA…</c>, <c>SU…</c>): the secret.</summary>
    public string Seed => Encode([(byte)(SeedPrefix | ((int)Kind >> 5)), (byte)(((int)Kind & 31) << 3)], seed);

    /// <summary>A new random key.</summary>
    public static NKey Create(NKeyKind kind) => new(kind, RandomNumberGenerator.GetBytes(Ed25519.SeedSize));

    /// <summary>Reads a seed.</summary>
    /// <exception cref="FormatException">Not an nkey seed of a known kind, or its checksum is wrong.</exception>
    public static NKey FromSeed(string text)
    {
        var bytes = Decode(text);
        if (bytes.Length != 34 || (bytes[0] & 0xf8) != SeedPrefix)
        {
            throw new FormatException("Not an nkey seed.");
        }

        var kind = (NKeyKind)(((bytes[0] & 7) << 5) | (bytes[1] >> 3));
        return Enum.IsDefined(kind) ? new NKey(kind, bytes[2..]) : throw new FormatException("Not a seed of an operator, account or user.");
    }

    /// <summary>The 32 bytes of a public key's text.</summary>
    /// <exception cref="FormatException">Not a public key of that kind, or its checksum is wrong.</exception>
    public static byte[] PublicKeyBytes(string text, NKeyKind kind)
    {
        var bytes = Decode(text);
        return bytes.Length == 33 && bytes[0] == (byte)kind ? bytes[1..] : throw new FormatException($"Not the public key of {kind}.");
    }

    /// <summary>An Ed25519 signature of 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(seed, message);

    /// <summary>The same in base64url without padding, as nonces and JWTs have it.</summary>
    public string SignBase64Url(ReadOnlySpan<byte> message) => Base64Url.EncodeToString(Sign(message));

    internal static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        for (int i = 0, bit = 0; i < text.Length; i++, bit += 5)
        {
            var at = bit / 8;
            var pair = (bytes[at] << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return new string(text);
    }

    private static string Encode(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> key)
    {
        Span<byte> raw = stackalloc byte[prefix.Length + key.Length + 2];
        prefix.CopyTo(raw);
        key.CopyTo(raw[prefix.Length..]);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[^2..], Crc16(raw[..^2]));
        return Base32(raw);
    }

    private static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 128)
        {
            throw new FormatException("Too long for an nkey.");
        }

        var raw = new byte[text.Length * 5 / 8];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new FormatException("Not base32.");
            }

            (buffer, bits) = (((buffer << 5) | value) & 0xfff, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                raw[at++] = (byte)(buffer >> bits);
            }
        }

        return raw.Length > 3 && BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan()[^2..]) == Crc16(raw.AsSpan(..^2))
            ? raw[..^2]
            : throw new FormatException("The nkey's checksum is wrong.");
    }

    private static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var b in bytes)
        {
            crc ^= b << 8;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }

            crc &= 0xffff;
        }

        return (ushort)crc;
    }
}
