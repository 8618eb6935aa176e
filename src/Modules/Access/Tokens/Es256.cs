using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>
/// Compact JWS (RFC 7515) with ES256 (RFC 7518, 3.4) and nothing else: the algorithm is the key's, the header's word for it is only
/// checked. Unknown header members that must be understood ("crit") are refused.
/// </summary>
internal static class Es256
{
    private const int MaxLength = 4096;

    public static string Sign(ECDsa key, string kid, ReadOnlySpan<byte> payload)
    {
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = kid }));
        var signed = $"{header}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The kid of a token that might be ours; null when it cannot be.</summary>
    public static string? Kid(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (token.Length > MaxLength || dot is < 1 or > 512)
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Decode(token.AsSpan(0, dot)));
            var root = header.RootElement;
            return root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("crit", out _)
                && root.TryGetProperty("alg", out var alg) && alg.ValueEquals("ES256")
                && root.TryGetProperty("typ", out var typ) && typ.ValueEquals("JWT")
                && root.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String
                    ? kid.GetString()
                    : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The payload when the signature holds.</summary>
    public static byte[]? Verify(ECDsa key, string token)
    {
        var last = token.LastIndexOf('.');
        var first = token.IndexOf('.', StringComparison.Ordinal);
        if (last <= first || token.AsSpan(first + 1, last - first - 1).Contains('.'))
        {
            return null;
        }

        try
        {
            var signature = Decode(token.AsSpan(last + 1));
            return signature.Length == 64
                && key.VerifyData(Encoding.ASCII.GetBytes(token[..last]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                    ? Decode(token.AsSpan(first + 1, last - first - 1))
                    : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // One value has one spelling (RFC 7515, 2): no padding, no white space, no stray bits.
    private static byte[] Decode(ReadOnlySpan<char> text)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text) ? bytes : throw new FormatException("Not canonical base64url.");
    }
}
