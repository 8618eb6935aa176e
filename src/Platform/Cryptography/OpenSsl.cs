using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Holdfast.Platform.Cryptography;

/// <summary>The few functions of OpenSSL 3's libcrypto that .NET has no managed door to. The library is loaded by the first call, not before.</summary>
internal static partial class OpenSsl
{
    public const string Library = "libcrypto.so.3";
    private const int Ed25519Nid = 1087;

    public static KeyHandle PrivateKey(ReadOnlySpan<byte> seed) => Loaded(EvpPkeyNewRawPrivateKey, seed) ?? throw Failed("take an Ed25519 seed");

    /// <summary>Null where the bytes are no key.</summary>
    public static KeyHandle? PublicKey(ReadOnlySpan<byte> publicKey) => Loaded(EvpPkeyNewRawPublicKey, publicKey);

    public static void ReadPublicKey(KeyHandle key, Span<byte> destination)
    {
        var length = (nuint)destination.Length;
        if (EvpPkeyGetRawPublicKey(key, destination, ref length) != 1 || length != (nuint)destination.Length)
        {
            throw Failed("derive an Ed25519 public key");
        }
    }

    public static void Sign(KeyHandle key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        using var context = EvpMdCtxNew();
        var length = (nuint)signature.Length;
        if (context.IsInvalid
            || EvpDigestSignInit(context, 0, 0, 0, key) != 1
            || EvpDigestSign(context, signature, ref length, message, (nuint)message.Length) != 1
            || length != (nuint)signature.Length)
        {
            throw Failed("sign with Ed25519");
        }
    }

    public static bool Verify(KeyHandle key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var context = EvpMdCtxNew();
        if (context.IsInvalid || EvpDigestVerifyInit(context, 0, 0, 0, key) != 1)
        {
            throw Failed("verify with Ed25519");
        }

        var valid = EvpDigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        if (!valid)
        {
            ErrClearError();
        }

        return valid;
    }

    private delegate KeyHandle NewKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    // Everything starts by importing a key, so this is the one place that meets a missing library.
    private static KeyHandle? Loaded(NewKey import, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var key = import(Ed25519Nid, 0, bytes, (nuint)bytes.Length);
            if (!key.IsInvalid)
            {
                return key;
            }

            key.Dispose();
            ErrClearError();
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PlatformNotSupportedException(
                "Ed25519 needs OpenSSL 3 (libcrypto.so.3), which this machine lacks: install libssl3 (Debian, Ubuntu), openssl-libs (Fedora, RHEL) or libcrypto3 (Alpine).", e);
        }
    }

    // .NET's own cryptography shares this thread's error queue: leave nothing behind in it.
    private static CryptographicException Failed(string what)
    {
        var code = ErrGetError();
        ErrClearError();
        return new CryptographicException($"OpenSSL could not {what} (error {code:X8}).");
    }

    /// <summary>An EVP_PKEY: immutable once made, so any number of threads may use one.</summary>
    internal sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EvpPkeyFree(handle);
            return true;
        }
    }

    internal sealed class DigestHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EvpMdCtxFree(handle);
            return true;
        }
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial KeyHandle EvpPkeyNewRawPrivateKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial KeyHandle EvpPkeyNewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int EvpPkeyGetRawPublicKey(KeyHandle key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void EvpPkeyFree(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial DigestHandle EvpMdCtxNew();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void EvpMdCtxFree(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int EvpDigestSignInit(DigestHandle context, nint pkeyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int EvpDigestSign(DigestHandle context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> message, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int EvpDigestVerifyInit(DigestHandle context, nint pkeyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int EvpDigestVerify(
        DigestHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint length);

    [LibraryImport(Library, EntryPoint = "ERR_get_error")]
    private static partial nuint ErrGetError();

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ErrClearError();
}
