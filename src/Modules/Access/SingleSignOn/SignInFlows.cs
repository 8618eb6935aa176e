using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>A sign-in by a provider that has begun in a browser.</summary>
/// <param name="Tenant">Whose provider.</param>
/// <param name="Provider">Which.</param>
/// <param name="State">What comes back with the answer.</param>
/// <param name="Nonce">What the ID token repeats.</param>
/// <param name="Verifier">What proves to the provider that who asks is who began (RFC 7636).</param>
/// <param name="Again">Whether the person has to prove anew who they are.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record SignInFlow(TenantId Tenant, IdentityProviderId Provider, string State, string Nonce, string Verifier, bool Again, DateTimeOffset ExpiresAt);

/// <summary>Where sign-ins by providers begin: what has to come back is sealed into a cookie of the browser that begins, and good once.</summary>
internal sealed class SignInFlows(ISealer sealer, IMails mails, TimeProvider time)
{
    private const string Purpose = "access-sso-flow";
    private const int MaxCookie = 4096;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    /// <summary>Where providers send people back to: the console's page, as it is configured and never as a request says.</summary>
    public string RedirectUri => mails.Link("/sso/callback");

    /// <summary>Where providers send people who have signed out.</summary>
    public string SignedOutUri => mails.Link("/");

    /// <summary>Begins one; answers where the browser goes.</summary>
    public string Begin(HttpContext http, IdentityProvider provider, ProviderMetadata metadata, bool again, string? email)
    {
        var flow = new SignInFlow(provider.Tenant, provider.Id, Random(), Random(), Random(), again, time.GetUtcNow() + GoodFor);
        FlowCookie.Set(http, Base64Url.EncodeToString(sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(flow, WireJson.Options), Purpose)), GoodFor);
        var query = new List<(string Name, string Value)>
        {
            ("response_type", "code"),
            ("client_id", provider.ClientId),
            ("redirect_uri", RedirectUri),
            ("scope", string.Join(' ', provider.Scopes)),
            ("state", flow.State),
            ("nonce", flow.Nonce),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(flow.Verifier)))),
            ("code_challenge_method", "S256"),
        };
        if (email is not null)
        {
            query.Add(("login_hint", email));
        }

        if (provider.Preset == ProviderPreset.Google && email is not null)
        {
            query.Add(("hd", email[(email.LastIndexOf('@') + 1)..]));
        }

        if (again)
        {
            query.AddRange([("prompt", "login"), ("max_age", "0")]);
        }

        return Address(metadata.Authorization, query);
    }

    /// <summary>The flow that a browser is in, and by which it is known that it came back; null when there is none. It is the browser's no more.</summary>
    public (SignInFlow Flow, OpenChallenge Once)? End(HttpContext http, string state)
    {
        var text = FlowCookie.Read(http);
        FlowCookie.Clear(http);
        if (text is null or { Length: > MaxCookie } || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            var flow = JsonSerializer.Deserialize<SignInFlow>(sealer.Open(bytes, Purpose), WireJson.Options)!;
            return flow.ExpiresAt > time.GetUtcNow() && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(flow.State), Encoding.UTF8.GetBytes(state))
                ? (flow, new OpenChallenge("", SHA256.HashData(Encoding.ASCII.GetBytes(flow.State)), flow.ExpiresAt))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Where somebody signs out of a provider too (OpenID Connect RP-Initiated Logout 1.0); null where that cannot be.</summary>
    public string? SignOut(IdentityProvider provider, ProviderMetadata metadata, string? idToken)
    {
        if (metadata.EndSession is not { } address || !metadata.MaySendTo(address))
        {
            return null;
        }

        var query = new List<(string, string)> { ("client_id", provider.ClientId), ("post_logout_redirect_uri", SignedOutUri) };
        if (idToken is not null)
        {
            query.Add(("id_token_hint", idToken));
        }

        return Address(address, query);
    }

    private static string Address(string at, IEnumerable<(string Name, string Value)> query) =>
        at + (at.Contains('?') ? "&" : "?") + string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>The cookie of a browser that signs in by a provider. It is the page of the console that sends it, with a header that no other site can send.</summary>
internal static class FlowCookie
{
    private const string Name = "holdfast_sso";

    // A browser takes this one from nobody but this host, and by https alone.
    private const string HostName = "__Host-" + Name;

    public static void Set(HttpContext http, string value, TimeSpan lifetime) => http.Response.Cookies.Append(NameFor(http), value, Options(http, lifetime));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http, null));

    public static string? Read(HttpContext http) =>
        http.Request.Headers.ContainsKey(Features.RefreshCookie.ConsoleHeader) && http.Request.Cookies.TryGetValue(NameFor(http), out var value) ? value : null;

    private static string NameFor(HttpContext http) => Features.RefreshCookie.IsPlainOnThisMachine(http) ? Name : HostName;

    private static CookieOptions Options(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = !Features.RefreshCookie.IsPlainOnThisMachine(http),
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
