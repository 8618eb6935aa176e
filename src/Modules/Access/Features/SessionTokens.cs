using System.Text.Json.Serialization;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Access.Features;

/// <summary>Where the refresh token goes.</summary>
internal enum RefreshTokenIn
{
    /// <summary>Into the answer.</summary>
    Body,

    /// <summary>Into an HttpOnly cookie, out of reach of scripts: for the console.</summary>
    Cookie,
}

/// <summary>The tenant that a session is in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">In addresses: unique on the platform.</param>
/// <param name="Name">For people.</param>
internal sealed record TenantOfSession(TenantId Id, string Slug, string Name)
{
    public static TenantOfSession From(TenantSummary tenant) => new(tenant.Id, tenant.Slug, tenant.Name);
}

/// <summary>A session's answer on the wire.</summary>
/// <param name="Tenant">Which tenant.</param>
/// <param name="User">Who.</param>
/// <param name="AccessToken">JWT for the Authorization header.</param>
/// <param name="RefreshToken">Single use, for /api/auth/refresh; null when it is in the cookie.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="IdleTime">How long the refresh token is good without use: the cookie lasts no longer.</param>
/// <param name="RecoveryCodes">Shown this once, where a second factor was set up at this sign-in; null otherwise.</param>
internal sealed record SessionTokens(
    TenantOfSession Tenant, UserView User, string AccessToken, string? RefreshToken, int ExpiresIn, [property: JsonIgnore] TimeSpan IdleTime, IReadOnlyList<string>? RecoveryCodes = null)
{
    /// <summary>Moves the refresh token into the cookie when that is where it was asked for.</summary>
    public SessionTokens Deliver(HttpContext http, RefreshTokenIn where)
    {
        if (where == RefreshTokenIn.Body)
        {
            return this;
        }

        RefreshCookie.Set(http, RefreshToken!, IdleTime);
        return this with { RefreshToken = null };
    }
}

/// <summary>The console's refresh token: HttpOnly, SameSite=Strict, sent to the sign-in addresses only.</summary>
internal static class RefreshCookie
{
    public const string ConsoleHeader = "X-Holdfast-Console";
    private const string Name = "holdfast_refresh";

    public static void Set(HttpContext http, string token, TimeSpan lifetime) => http.Response.Cookies.Append(Name, token, Options(http, lifetime));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    /// <summary>The cookie's token, if the request carries the header that another site's page cannot send.</summary>
    public static string? Read(HttpContext http) =>
        http.Request.Headers.ContainsKey(ConsoleHeader) && http.Request.Cookies.TryGetValue(Name, out var token) ? token : null;

    private static CookieOptions Options(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = !IsPlainOnThisMachine(http),
        Path = "/api/auth",
        MaxAge = lifetime,
        IsEssential = true,
    };

    // The cookie is Secure unless everything that is known of the request says that it never leaves this machine: a proxy that is not named as
    // trusted also speaks http from here, and a browser behind it would give the cookie away on the next plain request.
    public static bool IsPlainOnThisMachine(HttpContext http) =>
        !http.Request.IsHttps && LocalCaller.Is(http) && LocalCaller.IsName(http.Request.Host.Host)
        && (http.Request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttp && LocalCaller.IsName(page.Host))));
}
