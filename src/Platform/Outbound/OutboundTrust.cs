using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Platform.Outbound;

/// <summary>Whom a connection trusts instead of the system's authorities: never everybody.</summary>
/// <param name="CaCertificatePem">Only these certificates (PEM) as roots; null when none are given.</param>
/// <param name="CertificateSha256">
/// Only the certificate with this SHA-256 (64 hexadecimal digits, colons between pairs allowed), whatever its name, authority and dates: for products that
/// make their own. Stronger than <paramref name="CaCertificatePem"/>.
/// </param>
public sealed record OutboundTrust(string? CaCertificatePem, string? CertificateSha256)
{
    private const int HashDigits = 64;

    /// <summary>The system's authorities.</summary>
    public static OutboundTrust System { get; } = new(null, null);

    /// <summary>Whether a text is a SHA-256 of a certificate.</summary>
    public static bool IsFingerprint(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == HashDigits && digits.All(char.IsAsciiHexDigit);
    }

    internal bool IsSystem => CaCertificatePem is null && CertificateSha256 is null;

    /// <summary>Whether a certificate is the pinned one.</summary>
    internal bool Pins(X509Certificate? certificate) => certificate is X509Certificate2 presented
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(presented.RawData), Convert.FromHexString(CertificateSha256!.Replace(":", "", StringComparison.Ordinal)));
}
