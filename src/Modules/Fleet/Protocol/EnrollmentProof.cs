using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>Shows at enrolment that the sensor holds the private half of the key it names: ES256 (P1363) over <c>holdfast-enroll\n</c> and the token, base64url.</summary>
public static class EnrollmentProof
{
    /// <summary>Signs the token.</summary>
    public static string Write(ECDsa key, string token)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Base64Url.EncodeToString(key.SignData(Statement(token), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>True when the proof was made with the key for exactly this token.</summary>
    public static bool Verify(ECDsa publicKey, string token, string? proof)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        Span<byte> signature = stackalloc byte[64];
        return publicKey.KeySize == 256 && SensorAssertion.IsCanonical(proof, signature) &&
            publicKey.VerifyData(Statement(token), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] Statement(string token) => Encoding.UTF8.GetBytes("holdfast-enroll\n" + token);
}

/// <summary>A sensor's public key as it travels: SubjectPublicKeyInfo, DER, base64.</summary>
public static class SensorPublicKey
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int MaxCharacters = 256;

    /// <summary>The text of a key's public half.</summary>
    public static string Write(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads one; false unless it is a point on P-256 and nothing more. The caller disposes of the key.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ECDsa? key)
    {
        key = null;
        var der = new byte[MaxCharacters];
        if (text is not { Length: > 0 and <= MaxCharacters } || !Convert.TryFromBase64String(text, der, out var length))
        {
            return false;
        }

        var candidate = ECDsa.Create();
        try
        {
            candidate.ImportSubjectPublicKeyInfo(der.AsSpan(0, length), out var read);
            if (read == length && candidate.KeySize == 256 && candidate.ExportParameters(false).Curve.Oid.Value == P256)
            {
                key = candidate;
                return true;
            }
        }
        catch (CryptographicException)
        {
            // Not a key: the caller answers with a problem.
        }

        candidate.Dispose();
        return false;
    }
}
