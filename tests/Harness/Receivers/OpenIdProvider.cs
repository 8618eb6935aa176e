using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Harness.Receivers;

/// <summary>What an identity provider sends along with somebody whom it sends back.</summary>
/// <param name="Code">Good once.</param>
/// <param name="State">As it was sent.</param>
public sealed record SentBack(string Code, string State);

/// <summary>
/// An identity provider (OpenID Connect) on loopback with keys of its own. It is as strict with its client as a real one, answers what the test says of whoever signs in,
/// and misbehaves when it is told to.
/// </summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    /// <summary>What it calls its client.</summary>
    public const string ClientId = "holdfast & friends";

    /// <summary>By what it knows it.</summary>
    public const string Secret = "s3cret:with/odd+characters=";

    private readonly WebApplication server;
    private readonly ConcurrentDictionary<string, (JsonObject Claims, Dictionary<string, string> Asked)> codes = new();
    private readonly ConcurrentQueue<string> seen = new();
    private RSA key = RSA.Create(2048);
    private string kid = "key-1";

    private OpenIdProvider(WebApplication server) => this.server = server;

    /// <summary>Its name in tokens.</summary>
    public string Issuer => server.Urls.First();

    /// <summary>What was asked of it, by path.</summary>
    public IReadOnlyList<string> Seen => [.. seen];

    /// <summary>Answers a path otherwise than it would; null for as it would.</summary>
    public Func<string, Reply?> Instead { get; set; } = _ => null;

    /// <summary>Changes what it says of itself.</summary>
    public Action<JsonObject> Metadata { get; set; } = _ => { };

    /// <summary>Changes the claims of ID tokens just before they are signed.</summary>
    public Action<JsonObject> Tamper { get; set; } = _ => { };

    /// <summary>More that it says of whoever signs in, where it is asked with the access token.</summary>
    public JsonObject? UserInfo { get; set; }

    /// <summary>Starts one on a free port.</summary>
    public static async Task<OpenIdProvider> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new OpenIdProvider(builder.Build());
        provider.server.Run(provider.Answer);
        await provider.server.StartAsync();
        return provider;
    }

    /// <summary>Signs somebody in whom a page of this address was opened for, and sends them back.</summary>
    /// <param name="authorizationUrl">As the server made it.</param>
    /// <param name="claims">What it says of them.</param>
    public SentBack SignIn(string authorizationUrl, JsonObject claims)
    {
        ArgumentNullException.ThrowIfNull(authorizationUrl);
        var asked = QueryHelpers.ParseQuery(new Uri(authorizationUrl).Query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (asked["response_type"] != "code" || asked["client_id"] != ClientId || asked["code_challenge_method"] != "S256" || !asked["scope"].Split(' ').Contains("openid"))
        {
            throw new InvalidOperationException($"This is no request that a provider takes: {authorizationUrl}");
        }

        var code = Guid.CreateVersion7().ToString("N");
        codes[code] = (claims, asked);
        return new SentBack(code, asked["state"]);
    }

    /// <summary>Signs with another key from now on; the one before is gone.</summary>
    public void Rotate()
    {
        key = RSA.Create(2048);
        kid = $"key-{Guid.CreateVersion7():N}";
    }

    /// <summary>A token of claims, signed with its key.</summary>
    public string Sign(JsonObject claims, string type = "JWT")
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["typ"] = type };
        var signed = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4).</summary>
    public JsonObject LogoutClaims(string? subject, string? session)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = Now(),
            ["exp"] = Now() + 120,
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        if (session is not null)
        {
            claims["sid"] = session;
        }

        return claims;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await server.StopAsync(now.Token);
        await server.DisposeAsync();
        key.Dispose();
    }

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        seen.Enqueue(path);
        if (Instead(path) is { } reply)
        {
            await Misbehave(http, reply);
            return;
        }

        var answer = path switch
        {
            "/.well-known/openid-configuration" => Discovery(),
            "/keys" => new JsonObject { ["keys"] = new JsonArray(PublicKey()) },
            "/token" => await Token(http),
            "/userinfo" when UserInfo is { } more && http.Request.Headers.Authorization == "Bearer the-access-token" => more.DeepClone().AsObject(),
            _ => null,
        };
        http.Response.StatusCode = answer is null ? 404 : answer.ContainsKey("error") ? 400 : 200;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync((answer ?? []).ToJsonString(), http.RequestAborted);
    }

    private JsonObject Discovery()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/keys",
            ["userinfo_endpoint"] = $"{Issuer}/userinfo",
            ["end_session_endpoint"] = $"{Issuer}/logout",
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"),
            ["backchannel_logout_supported"] = true,
        };
        Metadata(metadata);
        return metadata;
    }

    private JsonObject PublicKey()
    {
        var parameters = key.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = kid, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    private async Task<JsonObject> Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var basic = AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) && header.Parameter is { } sent ? Encoding.UTF8.GetString(Convert.FromBase64String(sent)).Split(':') : [];
        if (basic is not [var id, var secret] || Uri.UnescapeDataString(id.Replace('+', ' ')) != ClientId || Uri.UnescapeDataString(secret.Replace('+', ' ')) != Secret)
        {
            return new JsonObject { ["error"] = "invalid_client" };
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!codes.TryRemove(form["code"].ToString(), out var granted) || granted.Asked["code_challenge"] != challenge || granted.Asked["redirect_uri"] != form["redirect_uri"])
        {
            return new JsonObject { ["error"] = "invalid_grant" };
        }

        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = Now(), ["exp"] = Now() + 300, ["nonce"] = granted.Asked["nonce"] };
        foreach (var (name, value) in granted.Claims)
        {
            claims[name] = value?.DeepClone();
        }

        Tamper(claims);
        return new JsonObject { ["access_token"] = "the-access-token", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = Sign(claims) };
    }

    private static async Task Misbehave(HttpContext http, Reply reply)
    {
        if (reply.Breaks)
        {
            http.Abort();
            return;
        }

        try
        {
            await (reply.Stalls ? Task.Delay(Timeout.Infinite, http.RequestAborted) : reply.After.WaitAsync(http.RequestAborted));
            http.Response.StatusCode = reply.Status;
            foreach (var (name, value) in reply.Headers)
            {
                http.Response.Headers[name] = value;
            }

            await http.Response.WriteAsync(reply.Body, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Who asked has gone.
        }
    }

    private static string Encoded(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
