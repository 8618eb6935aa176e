namespace Holdfast.Platform.Cryptography;

/// <summary>A private key that is imported once and signs many times, from any number of threads.</summary>
public sealed class Ed25519Signer : IDisposable
{
    private readonly OpenSsl.KeyHandle key;
    private readonly byte[] publicKey = new byte[Ed25519.PublicKeySize];

    /// <summary>Imports a 32-byte seed (RFC 8032); the caller may clear its copy afterwards.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    /// <exception cref="PlatformNotSupportedException">libcrypto.so.3 is missing; the message says what to install.</exception>
    public Ed25519Signer(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ed25519.SeedSize)
        {
            throw new ArgumentException($"An Ed25519 seed has {Ed25519.SeedSize} bytes, not {seed.Length}.", nameof(seed));
        }

        key = OpenSsl.PrivateKey(seed);
        OpenSsl.ReadPublicKey(key, publicKey);
    }

    /// <summary>The public key that belongs to the seed, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => publicKey;

    /// <summary>A signature of 64 bytes; the same message always gives the same one.</summary>
    /// <exception cref="ObjectDisposedException">The key is gone.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        OpenSsl.Sign(key, message, signature);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
