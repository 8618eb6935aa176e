using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Vault.Domain;

/// <summary>
/// The key-encryption keys. Each purpose has keys of its own, derived by HKDF-SHA256 (RFC 5869), under which AES-256-GCM seals:
/// version byte 1, key id (8 bytes), nonce (12), ciphertext, tag (16); header and purpose are authenticated too. A key's id is the
/// start of its SHA-256, so that what an older key sealed says which one opens it.
/// </summary>
internal sealed class KeyRing
{
    public const int KeyBytes = 32;
    private const byte Version = 1;
    private const int IdBytes = 8;
    private const int HeaderBytes = 1 + IdBytes;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Dictionary<ulong, byte[]> keys;
    private readonly ulong first;

    /// <summary>The first key encrypts; all decrypt.</summary>
    public KeyRing(IReadOnlyList<byte[]> keys)
    {
        this.keys = keys.ToDictionary(IdOf);
        first = IdOf(keys[0]);
    }

    public int Count => keys.Count;

    public string EncryptingKeyId => $"{first:x16}";

    public byte[] Seal(ReadOnlySpan<byte> clear, string purpose)
    {
        var box = new byte[HeaderBytes + NonceBytes + clear.Length + TagBytes];
        box[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(box.AsSpan(1), first);
        var nonce = box.AsSpan(HeaderBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(keys[first], purpose);
        aes.Encrypt(nonce, clear, box.AsSpan(HeaderBytes + NonceBytes, clear.Length), box.AsSpan(box.Length - TagBytes), Associated(box, purpose));
        return box;
    }

    public byte[] Open(ReadOnlySpan<byte> box, string purpose)
    {
        if (box.Length < HeaderBytes + NonceBytes + TagBytes || box[0] != Version)
        {
            throw new CryptographicException("This was not sealed here.");
        }

        var id = BinaryPrimitives.ReadUInt64BigEndian(box[1..]);
        if (!keys.TryGetValue(id, out var key))
        {
            throw new CryptographicException($"The key file has no key {id:x16}; put the key back that was in it when this was sealed.");
        }

        var clear = new byte[box.Length - HeaderBytes - NonceBytes - TagBytes];
        using var aes = Cipher(key, purpose);
        aes.Decrypt(box.Slice(HeaderBytes, NonceBytes), box.Slice(HeaderBytes + NonceBytes, clear.Length), box[^TagBytes..], clear, Associated(box, purpose));
        return clear;
    }

    private static ulong IdOf(byte[] key) => key.Length == KeyBytes
        ? BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(key))
        : throw new ArgumentException($"A key has {KeyBytes} bytes.", nameof(key));

    private static AesGcm Cipher(byte[] key, string purpose)
    {
        Span<byte> derived = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, [], Encoding.UTF8.GetBytes("holdfast.vault.1/" + purpose));
        try
        {
            return new AesGcm(derived, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static byte[] Associated(ReadOnlySpan<byte> box, string purpose) => [.. box[..HeaderBytes], .. Encoding.UTF8.GetBytes(purpose)];
}
