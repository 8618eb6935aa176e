using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The session has ended.</summary>
/// <param name="EndSessionUrl">Where the browser can go to sign out of the identity provider too that opened it; null where there is none.</param>
internal sealed record LogoutView(string? EndSessionUrl);

/// <summary>
/// Ends a session: its access and refresh tokens are worth nothing from then on. The access token says which, or the console's cookie alone, so
/// that nobody who wants out has to be let in first.
/// </summary>
internal sealed class Logout(Sessions sessions, SessionDb known, AccessTokens tokens, ProviderSignOut signOut) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The session's token is the credential, and the cookie alone is enough.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/logout", async (Logout feature, OpContext op, HttpContext http, CancellationToken ct) =>
        {
            var cookie = RefreshCookie.Read(http);
            var answer = await feature.Handle(op, http.Request.Headers.Authorization.ToString(), cookie, ct).ToHttp();
            RefreshCookie.Clear(http);
            return answer;
        })
        .TakesCredentials();

    public async Task<Result<LogoutView>> Handle(OpContext op, string authorization, string? cookie, CancellationToken ct)
    {
        var ended = cookie is not null;
        var session = cookie is { Length: > 0 and < 256 } && await known.OfRefresh(Sessions.Hash(cookie), ct) is var (home, _, of) ? (home, of) : ((TenantId, Guid)?)null;
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && await tokens.Verify(authorization[7..], ct) is { } claims)
        {
            session = (claims.Tenant, claims.Session);
            ended |= await sessions.EndOne(op, claims.Tenant, claims.User, claims.Session, "LOGOUT", ct);
        }

        await sessions.EndBy(op, cookie, "LOGOUT", ct);
        return !ended ? AccessProblems.InvalidToken : new LogoutView(session is var (tenant, id) ? await signOut.Of(op, tenant, id, ct) : null);
    }
}
