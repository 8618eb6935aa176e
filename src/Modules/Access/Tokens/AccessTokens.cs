using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>What an access token proves.</summary>
/// <param name="Tenant">The user's tenant.</param>
/// <param name="User">Who.</param>
/// <param name="Session">The log-in session.</param>
/// <param name="Methods">How they signed in, by the names of RFC 8176.</param>
/// <param name="ExpiresAt">When the token ends.</param>
internal sealed record AccessClaims(TenantId Tenant, UserId User, Guid Session, IReadOnlyList<string> Methods, DateTimeOffset ExpiresAt);

/// <summary>Access tokens: JWT (RFC 7519) with <c>iss aud sub tid sid amr scope iat nbf exp jti</c>.</summary>
internal sealed class AccessTokens(SigningKeys keys, IOptions<AccessOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    /// <summary>Has the key for <see cref="Issue"/> at hand.</summary>
    public Task Ready(CancellationToken ct) => keys.Renew(ct);

    public async Task<string> Issue(User user, Guid session, IReadOnlyList<string> methods, CancellationToken ct)
    {
        var key = await keys.Current(ct);
        var now = time.GetUtcNow();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = options.Value.Issuer,
            ["aud"] = options.Value.Issuer,
            ["sub"] = user.Id.ToString(),
            ["tid"] = user.Tenant.ToString(),
            ["sid"] = session.ToString(),
            ["amr"] = methods,
            ["scope"] = "api",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + options.Value.AccessTokenLifetime).ToUnixTimeSeconds(),
            ["jti"] = Id.NewGuid(time).ToString(),
        });
        return Es256.Sign(key.Key, key.Kid, claims);
    }

    public async ValueTask<AccessClaims?> Verify(string token, CancellationToken ct)
    {
        if (Es256.Kid(token) is not { } kid || await keys.Find(kid, ct) is not { } key || Es256.Verify(key.Key, token) is not { } payload)
        {
            return null;
        }

        using var json = JsonDocument.Parse(payload);
        var claims = json.RootElement;
        var now = time.GetUtcNow();
        return Text(claims, "iss") == options.Value.Issuer
            && Text(claims, "aud") == options.Value.Issuer
            && Text(claims, "scope") == "api"
            && Time(claims, "nbf") is { } from && from <= now + Skew
            && Time(claims, "exp") is { } until && until > now
            && Id.TryParse<TenantId>(Text(claims, "tid"), out var tenant)
            && Id.TryParse<UserId>(Text(claims, "sub"), out var user)
            && Guid.TryParseExact(Text(claims, "sid"), "D", out var session)
                ? new AccessClaims(tenant, user, session, Texts(claims, "amr"), until)
                : null;
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Texts(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString() ?? "")] : [];

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
