using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>What an assertion says.</summary>
/// <param name="DeviceId">Who asks (<c>iss</c>, <c>sub</c> and the header's <c>kid</c>, all the same).</param>
/// <param name="TenantId">Whose device (<c>tid</c>).</param>
/// <param name="IssuedAt"><c>iat</c>.</param>
/// <param name="ExpiresAt"><c>exp</c>, at most <see cref="SensorLimits.AssertionLifetime"/> after <c>iat</c>.</param>
/// <param name="TokenId"><c>jti</c>, a UUIDv7.</param>
public sealed record SensorAssertionClaims(Guid DeviceId, Guid TenantId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, Guid TokenId);

/// <summary>
/// The sensor's own proof of who it is on HTTP: a compact JWS (RFC 7515, 7519) signed with its P-256 key, short-lived and for this purpose only
/// (<c>typ: holdfast-sensor+jwt</c>, <c>aud: holdfast-sensor</c>). The algorithm is ES256 whatever a header says.
/// </summary>
public static class SensorAssertion
{
    /// <summary>The only audience.</summary>
    public const string Audience = "holdfast-sensor";

    private const string Algorithm = "ES256";
    private const string TokenType = "holdfast-sensor+jwt";
    private const int MaxCharacters = 2048;
    private const int SignatureBytes = 64;

    /// <summary>Writes a fresh one. It is as good as a password until it expires: never log it.</summary>
    public static string Write(ECDsa key, Guid tenantId, Guid deviceId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        var issued = now.ToUnixTimeSeconds();
        var device = deviceId.ToString();
        var header = new AssertionHeader(Algorithm, TokenType, device);
        var claims = new AssertionPayload(
            device, device, tenantId.ToString(), Audience, issued, issued + (long)SensorLimits.AssertionLifetime.TotalSeconds, Guid.CreateVersion7(now).ToString());
        var signed = $"{Encode(header, AssertionJson.Default.AssertionHeader)}.{Encode(claims, AssertionJson.Default.AssertionPayload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Reads who claims to ask, so that its key can be looked up. Nothing of it is proved.</summary>
    public static bool TryReadUnverified([NotNullWhen(true)] string? token, [NotNullWhen(true)] out SensorAssertionClaims? claims)
    {
        claims = null;
        if (token is not { Length: > 0 and <= MaxCharacters } || token.Split('.') is not [var head, var body, _] ||
            Decode(head, AssertionJson.Default.AssertionHeader) is not { Alg: Algorithm, Typ: TokenType } header ||
            Decode(body, AssertionJson.Default.AssertionPayload) is not { Aud: Audience } payload ||
            !Guid.TryParseExact(payload.Sub, "D", out var device) || !Guid.TryParseExact(payload.Tid, "D", out var tenant) ||
            !Guid.TryParseExact(payload.Jti, "D", out var id) || payload.Iss != payload.Sub || header.Kid != payload.Sub ||
            payload.Iat is < 0 or > MaxUnixSeconds || payload.Exp <= payload.Iat || payload.Exp - payload.Iat > (long)SensorLimits.AssertionLifetime.TotalSeconds)
        {
            return false;
        }

        claims = new(device, tenant, DateTimeOffset.FromUnixTimeSeconds(payload.Iat), DateTimeOffset.FromUnixTimeSeconds(payload.Exp), id);
        return true;
    }

    /// <summary>True when the token is well formed, for this audience, within its time (give or take <see cref="SensorLimits.AssertionSkew"/>) and signed with the key.</summary>
    /// <param name="publicKey">The device's key; anything but P-256 fails.</param>
    /// <param name="token">The compact form.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="claims">What it says, now proved.</param>
    public static bool TryVerify(ECDsa publicKey, [NotNullWhen(true)] string? token, DateTimeOffset now, [NotNullWhen(true)] out SensorAssertionClaims? claims)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        if (!TryReadUnverified(token, out claims))
        {
            return false;
        }

        var dot = token.LastIndexOf('.');
        Span<byte> signature = stackalloc byte[SignatureBytes];
        if (publicKey.KeySize == 256 && now < claims.ExpiresAt + SensorLimits.AssertionSkew && claims.IssuedAt <= now + SensorLimits.AssertionSkew &&
            IsCanonical(token.AsSpan(dot + 1), signature) &&
            publicKey.VerifyData(
                Encoding.ASCII.GetBytes(token[..dot]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
        {
            return true;
        }

        claims = null;
        return false;
    }

    private const long MaxUnixSeconds = 253_402_300_000;

    /// <summary>One signature has one text: no padding, no stray bits, 64 bytes.</summary>
    internal static bool IsCanonical(ReadOnlySpan<char> text, Span<byte> signature) =>
        text.Length == 86 && Base64Url.IsValid(text, out var length) && length == SignatureBytes &&
        Base64Url.TryDecodeFromChars(text, signature, out _) && text.SequenceEqual(Base64Url.EncodeToString(signature));

    private static string Encode<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T? Decode<T>(string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record AssertionHeader(string Alg, string Typ, string Kid);

internal sealed record AssertionPayload(string Iss, string Sub, string Tid, string Aud, long Iat, long Exp, string Jti);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AssertionHeader))]
[JsonSerializable(typeof(AssertionPayload))]
internal sealed partial class AssertionJson : JsonSerializerContext;
