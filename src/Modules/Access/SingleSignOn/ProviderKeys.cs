using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>A public key of an identity provider, and the one algorithm that it verifies.</summary>
/// <param name="Kid">Its name in tokens; null when it has none.</param>
/// <param name="Algorithm"><c>RS256</c> or <c>ES256</c> (RFC 7518, 3.3 and 3.4): by what kind of key it is.</param>
internal abstract record ProviderKey(string? Kid, string Algorithm)
{
    public const string Rs256 = "RS256";
    public const string Es256 = "ES256";

    /// <summary>Whether a signature over these bytes is by this key.</summary>
    public abstract bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

    private sealed record Rsa(string? Kid, RSAParameters Parameters) : ProviderKey(Kid, Rs256)
    {
        public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
        {
            using var key = RSA.Create(Parameters);
            return signature.Length == (key.KeySize + 7) / 8 && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private sealed record EllipticCurve(string? Kid, ECParameters Parameters) : ProviderKey(Kid, Es256)
    {
        public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
        {
            using var key = ECDsa.Create(Parameters);
            return signature.Length == 64 && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Reads one key of a set (RFC 7517); null when it is of another kind, for another use, too weak, or not what it says.</summary>
    public static ProviderKey? Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || !IsForVerifying(jwk))
        {
            return null;
        }

        var kid = Text(jwk, "kid");
        try
        {
            return Text(jwk, "kty") switch
            {
                "RSA" => OfRsa(jwk, kid),
                "EC" => OfCurve(jwk, kid),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Rsa? OfRsa(JsonElement jwk, string? kid)
    {
        if ((Text(jwk, "alg") ?? Rs256) != Rs256 || Bytes(jwk, "n") is not { } n || Bytes(jwk, "e") is not { Length: <= 8 } e || n.Length == 0 || n[0] == 0 || e.Length == 0)
        {
            return null;
        }

        var exponent = e.Aggregate(0UL, (sum, b) => (sum << 8) | b);
        using var key = RSA.Create(new RSAParameters { Modulus = n, Exponent = e });
        return key.KeySize is >= ProviderKeys.MinRsaBits and <= ProviderKeys.MaxRsaBits && (n[^1] & 1) == 1 && exponent is >= 3 and <= uint.MaxValue && (exponent & 1) == 1 && !Roca.Is(n)
            ? new Rsa(kid, new RSAParameters { Modulus = n, Exponent = e })
            : null;
    }

    private static EllipticCurve? OfCurve(JsonElement jwk, string? kid)
    {
        if ((Text(jwk, "alg") ?? Es256) != Es256 || Text(jwk, "crv") != "P-256" || Bytes(jwk, "x") is not { Length: 32 } x || Bytes(jwk, "y") is not { Length: 32 } y)
        {
            return null;
        }

        // A point that is not on the curve is refused here.
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        using var key = ECDsa.Create(parameters);
        return new EllipticCurve(kid, parameters);
    }

    private static bool IsForVerifying(JsonElement jwk) =>
        (!jwk.TryGetProperty("use", out var use) || use.ValueEquals("sig"))
        && (!jwk.TryGetProperty("key_ops", out var ops) || (ops.ValueKind == JsonValueKind.Array && ops.EnumerateArray().Any(o => o.ValueKind == JsonValueKind.String && o.ValueEquals("verify"))));

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name} is no text.")
        : null;

    private static byte[]? Bytes(JsonElement jwk, string name) => Text(jwk, name) is { } text ? Base64Url.DecodeFromChars(text) : null;
}

/// <summary>The keys of an identity provider.</summary>
internal static class ProviderKeys
{
    public const int MinRsaBits = 2048;
    public const int MaxRsaBits = 8192;
    private const int Most = 100;

    /// <summary>Reads a JWK set; those that nothing here is verified with are left out. Null when it is none.</summary>
    public static IReadOnlyList<ProviderKey>? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() <= Most
                ? [.. keys.EnumerateArray().Select(ProviderKey.Read).OfType<ProviderKey>()]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
