using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>For what a token has to be.</summary>
/// <param name="Issuer">By whom.</param>
/// <param name="ClientId">For whom.</param>
/// <param name="Now">The time.</param>
internal sealed record TokenRules(string Issuer, string ClientId, DateTimeOffset Now);

/// <summary>What was found out about a token.</summary>
/// <param name="Claims">What it says, when it holds.</param>
/// <param name="Flaw">What is wrong with it otherwise, for an administrator.</param>
internal readonly record struct TokenFinding(JsonElement? Claims, string? Flaw);

/// <summary>Judges what a provider says in tokens whose signature holds.</summary>
internal static class IdTokens
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    /// <summary>An ID token (OpenID Connect Core 1.0, 3.1.3.7) that came for a code.</summary>
    /// <param name="token">As it came.</param>
    /// <param name="keys">The provider's.</param>
    /// <param name="rules">By whom and for whom it has to be.</param>
    /// <param name="nonce">What was sent with the request.</param>
    /// <param name="accessToken">What came with it.</param>
    public static TokenFinding Check(string token, IReadOnlyList<ProviderKey> keys, TokenRules rules, string nonce, string? accessToken)
    {
        if (Common(token, keys, rules, "JWT").IsBad(out var found, out var claims))
        {
            return found;
        }

        return Text(claims, "sub") is not { Length: > 0 and <= 255 } ? Bad("sub: missing or too long")
            : Text(claims, "nonce") is not { } said || !Same(said, nonce) ? Bad("nonce: another than was sent")
            : claims.TryGetProperty("events", out _) ? Bad("events: this is no ID token")
            : claims.TryGetProperty("at_hash", out var hash) && !(accessToken is not null && hash.ValueKind == JsonValueKind.String && Same(hash.GetString()!, HalfHash(accessToken))) ? Bad("at_hash: of another access token")
            : new TokenFinding(claims, null);
    }

    /// <summary>A logout token (OpenID Connect Back-Channel Logout 1.0, 2.6).</summary>
    public static TokenFinding CheckLogout(string token, IReadOnlyList<ProviderKey> keys, TokenRules rules)
    {
        if (Common(token, keys, rules, "logout+jwt").IsBad(out var found, out var claims))
        {
            return found;
        }

        return claims.TryGetProperty("nonce", out _) ? Bad("nonce: an ID token is no logout token")
            : Text(claims, "jti") is not { Length: > 0 and <= 512 } ? Bad("jti: missing or too long")
            : !claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out var logout) || logout.ValueKind != JsonValueKind.Object
                ? Bad("events: not a logout")
            : Text(claims, "sub") is null && Text(claims, "sid") is null ? Bad("sub, sid: neither is there")
            : new TokenFinding(claims, null);
    }

    /// <summary>A claim that is a text; null when it is not.</summary>
    public static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A claim of one or several texts.</summary>
    public static string[] Texts(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
        : [];

    /// <summary>A claim that is a time (NumericDate); null when it is not.</summary>
    public static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>The first half of the SHA-256 of an access token (OpenID Connect Core 1.0, 3.1.3.6).</summary>
    public static string HalfHash(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));

    // The signature, and what holds for both kinds.
    private static TokenFinding Common(string token, IReadOnlyList<ProviderKey> keys, TokenRules rules, string type)
    {
        if (Jws.Read(token) is not { } jws)
        {
            return Bad("header: not a signed token of a kind that is taken (RS256, ES256)");
        }

        if (jws.Type is { } said && !said.Equals(type, StringComparison.OrdinalIgnoreCase) && !said.Equals("JWT", StringComparison.OrdinalIgnoreCase))
        {
            return Bad("typ: another kind of token");
        }

        if (jws.Candidate(keys) is null)
        {
            return Bad("kid: no key of the provider's of this name and algorithm");
        }

        if (jws.Verify(keys) is not { } claims)
        {
            return Bad("signature: not by the provider's key, or not of claims");
        }

        var audience = Texts(claims, "aud");
        return Text(claims, "iss") != rules.Issuer ? Bad("iss: another issuer")
            : audience is not [var one] || one != rules.ClientId ? Bad("aud: not this client alone")
            : claims.TryGetProperty("azp", out var party) && !(party.ValueKind == JsonValueKind.String && party.ValueEquals(rules.ClientId)) ? Bad("azp: another client")
            : Time(claims, "exp") is not { } until || until <= rules.Now - Skew ? Bad("exp: missing or past")
            : Time(claims, "iat") is not { } at || at > rules.Now + Skew || at < rules.Now - MaxAge - Skew ? Bad("iat: missing, in the future or long ago")
            : claims.TryGetProperty("nbf", out _) && (Time(claims, "nbf") is not { } from || from > rules.Now + Skew) ? Bad("nbf: in the future")
            : new TokenFinding(claims, null);
    }

    private static bool IsBad(this TokenFinding found, out TokenFinding same, out JsonElement claims)
    {
        (same, claims) = (found, found.Claims.GetValueOrDefault());
        return found.Claims is null;
    }

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static TokenFinding Bad(string flaw) => new(null, flaw);
}
