namespace Holdfast.Platform.Cryptography;

/// <summary>
/// Ed25519 signatures (RFC 8032, pure) through the process's OpenSSL 3, which .NET does not expose.
/// Every member throws <see cref="PlatformNotSupportedException"/>, saying what to install, where libcrypto.so.3 is missing.
/// </summary>
public static class Ed25519
{
    /// <summary>The length of a private key: the seed of RFC 8032, 32 random bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>The length of a public key in bytes.</summary>
    public const int PublicKeySize = 32;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    /// <summary>The public key of a 32-byte seed.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        using var signer = new Ed25519Signer(seed);
        return signer.PublicKey.ToArray();
    }

    /// <summary>One signature of 64 bytes. For many with one key take an <see cref="Ed25519Signer"/>.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var signer = new Ed25519Signer(seed);
        return signer.Sign(message);
    }

    /// <summary>Whether the signature is this key's over this message; false for a key or signature of the wrong length or form.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize)
        {
            return false;
        }

        using var key = OpenSsl.PublicKey(publicKey);
        return key is not null && OpenSsl.Verify(key, message, signature);
    }
}
