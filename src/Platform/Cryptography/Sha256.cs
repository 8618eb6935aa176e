using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Holdfast.Platform.Cryptography;

/// <summary>
/// SHA-256 (FIPS 180-4) of short texts in great numbers, such as a Merkle tree's nodes: straight to OpenSSL's block functions. .NET's own door looks the
/// algorithm up and makes a context for every hash, which takes longer than the hash itself. Where libcrypto.so.3 is missing, it is .NET's.
/// </summary>
public static unsafe class Sha256
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Size = 32;

    // SHA256_CTX of OpenSSL 3: eight words of state, two of length, sixteen of data, two counters, all of 32 bits.
    private const int ContextWords = 28;

    private static readonly delegate* unmanaged<uint*, int> Init;
    private static readonly delegate* unmanaged<uint*, byte*, nuint, int> Update;
    private static readonly delegate* unmanaged<byte*, uint*, int> Final;

    static Sha256()
    {
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad(OpenSsl.Library, typeof(Sha256).Assembly, null, out var library)
            && NativeLibrary.TryGetExport(library, "SHA256_Init", out var init)
            && NativeLibrary.TryGetExport(library, "SHA256_Update", out var update)
            && NativeLibrary.TryGetExport(library, "SHA256_Final", out var final))
        {
            Init = (delegate* unmanaged<uint*, int>)init;
            Update = (delegate* unmanaged<uint*, byte*, nuint, int>)update;
            Final = (delegate* unmanaged<byte*, uint*, int>)final;
        }
    }

    /// <summary>The hash of a text.</summary>
    /// <param name="data">The text.</param>
    /// <param name="hash">Where to put the 32 bytes.</param>
    /// <exception cref="ArgumentException">There is no room for a hash.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (hash.Length < Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, and there is room for {hash.Length}.", nameof(hash));
        }

        if (Final == null)
        {
            SHA256.HashData(data, hash);
            return;
        }

        var context = stackalloc uint[ContextWords];
        fixed (byte* from = data, to = hash)
        {
            if (Init(context) != 1 || Update(context, from, (nuint)data.Length) != 1 || Final(to, context) != 1)
            {
                throw new CryptographicException("OpenSSL could not make a SHA-256.");
            }
        }
    }
}
