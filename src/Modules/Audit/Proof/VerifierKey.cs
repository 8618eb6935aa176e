using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>The public half of a log's key, as a C2SP verifier key: <c>name+hash+base64(0x01 ‖ Ed25519 public key)</c>. Immutable; equal when its text is.</summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private const byte Ed25519Type = 1;
    private readonly string text;
    private readonly byte[] publicKey;

    /// <summary>Names an Ed25519 public key.</summary>
    /// <param name="name">The log's origin, such as <c>holdfast.example/audit/{tenant}</c>: no spaces, no plus, at most 256 characters.</param>
    /// <param name="publicKey">32 bytes.</param>
    /// <exception cref="ArgumentException">The name or the key is not of that form.</exception>
    public VerifierKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!StrictText.IsKeyName(name))
        {
            throw new ArgumentException("A key's name has 1 to 256 characters, no spaces and no plus.", nameof(name));
        }

        if (publicKey.Length != Ed25519.PublicKeySize)
        {
            throw new ArgumentException($"An Ed25519 public key has {Ed25519.PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));
        }

        Name = name;
        this.publicKey = publicKey.ToArray();
        byte[] encoded = [Ed25519Type, .. publicKey];
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. StrictText.Utf8.GetBytes(name), (byte)'\n', .. encoded]));
        text = $"{name}+{KeyId:x8}+{Convert.ToBase64String(encoded)}";
    }

    /// <summary>The key's name; for a log's key its origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key), big-endian: which key, not a proof of it.</summary>
    public uint KeyId { get; }

    /// <summary>Reads the text form; any other spelling is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        // The base64 part may hold a plus: only the first two separate.
        if (text?.Split('+', 3) is not [var name, { Length: 8 } hash, var encoded]
            || !StrictText.IsKeyName(name)
            || StrictText.Base64(encoded) is not [Ed25519Type, .. { Length: Ed25519.PublicKeySize } bytes]
            || !uint.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        var read = new VerifierKey(name, bytes);
        key = read.text == text ? read : null;
        return key is not null;
    }

    /// <summary>Whether the signature is this key's over these bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519.Verify(publicKey, message, signature);

    /// <inheritdoc/>
    public bool Equals(VerifierKey? other) => other is not null && other.text == text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text form that a customer pins.</summary>
    public override string ToString() => text;
}
