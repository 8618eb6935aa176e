using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>What a verified JWT says.</summary>
/// <param name="Type"><c>operator</c>, <c>account</c> or <c>user</c>.</param>
/// <param name="Subject">Whom it is about: a public key.</param>
/// <param name="Issuer">Who signed it: a public key.</param>
/// <param name="Name">For people.</param>
/// <param name="IssuedAt">To the second.</param>
/// <param name="ExpiresAt">To the second; null is never.</param>
/// <param name="BearerToken">Whether it lets in by itself.</param>
/// <param name="IssuerAccount">A user's account, where a signing key of that has signed.</param>
/// <param name="SigningKeys">An operator's or an account's signing keys.</param>
public sealed record NatsJwtContent(
    string Type, string Subject, string Issuer, string? Name, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, bool BearerToken, string? IssuerAccount, IReadOnlyList<string> SigningKeys);

/// <summary>
/// Makes and reads NATS JWTs, version 2 (github.com/nats-io/jwt, v2/operator_claims.go, account_claims.go and user_claims.go; the model is NATS's ADR-14, algorithm
/// <c>ed25519-nkey</c>): the operator or one of its signing keys signs accounts, an account or one of its signing keys signs users. Times have the resolution of a second.
/// </summary>
public static class NatsJwt
{
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ed25519-nkey"}"""u8);

    /// <summary>The operator's own JWT, which its own key signs and no other.</summary>
    public static string ForOperator(NKey key, NatsOperator content, DateTimeOffset issuedAt)
    {
        Require(key, NKeyKind.Operator);
        ArgumentNullException.ThrowIfNull(content);
        var hasSigners = content.SigningKeys.Count > 0;
        foreach (var signer in content.SigningKeys)
        {
            _ = NKey.PublicKeyBytes(signer, NKeyKind.Operator);
        }

        var body = new OperatorBody { SystemAccount = content.SystemAccount, SigningKeys = hasSigners ? content.SigningKeys : null, StrictSigningKeyUsage = hasSigners ? true : null };
        return Make(key, key.PublicKey, content.Name, issuedAt, null, body, ClaimsContext.Default.ClaimsOperatorBody);
    }

    /// <summary>An account's JWT, signed by the operator's key or one of its signing keys. Of two, the broker keeps the one that was issued later.</summary>
    public static string ForAccount(NKey operatorKey, NatsAccount account, DateTimeOffset issuedAt)
    {
        Require(operatorKey, NKeyKind.Operator);
        ArgumentNullException.ThrowIfNull(account);
        foreach (var key in account.SigningKeys.Append(account.PublicKey))
        {
            _ = NKey.PublicKeyBytes(key, NKeyKind.Account);
        }

        var body = new AccountBody
        {
            SigningKeys = account.SigningKeys.Count == 0 ? null : account.SigningKeys,
            Limits = new AccountLimits
            {
                MemStorage = account.JetStream?.MemoryBytes,
                DiskStorage = account.JetStream?.DiskBytes,
                Streams = account.JetStream?.Streams,
                Consumer = account.JetStream?.Consumers,
            },
            Revocations = account.Revocations.Count == 0 ? null : account.Revocations.ToDictionary(r => r.Key, r => r.Value.ToUnixTimeSeconds()),
        };
        return Make(operatorKey, account.PublicKey, account.Name, issuedAt, null, body, ClaimsContext.Default.ClaimsAccountBody);
    }

    /// <summary>A user's JWT, signed by its account's key or one of that account's signing keys: then <see cref="NatsUser.Account"/> says of which.</summary>
    public static string ForUser(NKey accountKey, NatsUser user, DateTimeOffset issuedAt)
    {
        Require(accountKey, NKeyKind.Account);
        ArgumentNullException.ThrowIfNull(user);
        _ = NKey.PublicKeyBytes(user.PublicKey, NKeyKind.User);
        var body = new UserBody
        {
            Pub = SubjectLists.Of(user.Permissions.PublishAllow, user.Permissions.PublishDeny),
            Sub = SubjectLists.Of(user.Permissions.SubscribeAllow, user.Permissions.SubscribeDeny),
            Subs = user.MaxSubscriptions,
            Payload = user.MaxPayload,
            BearerToken = user.BearerToken ? true : null,
            IssuerAccount = user.Account,
        };
        return Make(accountKey, user.PublicKey, user.Name, issuedAt, user.ExpiresAt, body, ClaimsContext.Default.ClaimsUserBody);
    }

    /// <summary>Reads a JWT whose signature is its issuer's. Whether that issuer is to be trusted, and whether the JWT is still good, is for the caller to say.</summary>
    /// <exception cref="FormatException">Not a NATS JWT, or the signature is wrong.</exception>
    public static NatsJwtContent Read(string jwt)
    {
        ArgumentNullException.ThrowIfNull(jwt);
        var parts = jwt.Split('.');
        try
        {
            if (parts.Length != 3 || parts[0] != Header)
            {
                throw new FormatException("Not a NATS JWT.");
            }

            var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), ClaimsContext.Default.ClaimsAnyBody) ?? throw new FormatException("Empty claims.");
            var kind = claims.Nats.Type == "user" ? NKeyKind.Account : NKeyKind.Operator;
            var signed = Encoding.ASCII.GetBytes(jwt, 0, parts[0].Length + 1 + parts[1].Length);
            return Ed25519.Verify(NKey.PublicKeyBytes(claims.Iss, kind), signed, Base64Url.DecodeFromChars(parts[2]))
                ? new(claims.Nats.Type, claims.Sub, claims.Iss, claims.Name, At(claims.Iat), claims.Exp is { } exp ? At(exp) : null, claims.Nats.BearerToken, claims.Nats.IssuerAccount, Texts(claims.Nats.SigningKeys))
                : throw new FormatException("The JWT's signature is wrong.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException("Not a NATS JWT.", e);
        }

        static string[] Texts(JsonElement? keys) => keys is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Where(k => k.ValueKind == JsonValueKind.String).Select(k => k.GetString()!)] : [];

        static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    private static string Make<T>(NKey signer, string subject, string name, DateTimeOffset issuedAt, DateTimeOffset? expiresAt, T body, JsonTypeInfo<Claims<T>> shape)
    {
        var claims = new Claims<T>
        {
            Iat = issuedAt.ToUnixTimeSeconds(),
            Iss = signer.PublicKey,
            Sub = subject,
            Name = name,
            Exp = expiresAt?.ToUnixTimeSeconds(),
            Nats = body,
        };
        claims = claims with { Jti = NKey.Base32(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(claims, shape))) };
        var text = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, shape))}";
        return $"{text}.{signer.SignBase64Url(Encoding.ASCII.GetBytes(text))}";
    }

    private static void Require(NKey key, NKeyKind kind)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Kind != kind)
        {
            throw new ArgumentException($"The key of {kind} signs this, not that of {key.Kind}.", nameof(key));
        }
    }
}
