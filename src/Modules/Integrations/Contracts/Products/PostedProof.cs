using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>Proofs that a document comes from who knows a secret. Compared in constant time.</summary>
public static class PostedProof
{
    /// <summary>A header has the secret itself.</summary>
    public static bool HasSecret(InboundCall call, string header, string secret) =>
        Header(call, header) is { } sent && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>A header has the HMAC-SHA256 of the body, in hexadecimal (with or without <c>sha256=</c> before it) or Base64.</summary>
    public static bool IsSigned(InboundCall call, string header, string secret)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Header(call, header) is not { } sent)
        {
            return false;
        }

        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), call.Body.Span);
        var given = sent.StartsWith("sha256=", StringComparison.OrdinalIgnoreCase) ? sent[7..] : sent;
        return Equal(given.ToLowerInvariant(), Convert.ToHexStringLower(mac)) || Equal(given, Convert.ToBase64String(mac));
    }

    /// <summary>A header's value, whatever the case of its name.</summary>
    public static string? Header(InboundCall call, string name)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private static bool Equal(string sent, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(expected));
}
