using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>
/// Ends a session: its access and refresh tokens are worth nothing from then on. The access token says which, or the console's cookie alone, so
/// that nobody who wants out has to be let in first.
/// </summary>
internal sealed class Logout(Sessions sessions, AccessTokens tokens) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The session's token is the credential, and the cookie alone is enough.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/logout", async (Logout feature, OpContext op, HttpContext http, CancellationToken ct) =>
        {
            var cookie = RefreshCookie.Read(http);
            var answer = await feature.Handle(op, http.Request.Headers.Authorization.ToString(), cookie, ct).ToEmpty();
            RefreshCookie.Clear(http);
            return answer;
        })
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, string authorization, string? cookie, CancellationToken ct)
    {
        var known = cookie is not null;
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && await tokens.Verify(authorization[7..], ct) is { } claims)
        {
            known |= await sessions.EndOne(op, claims.Tenant, claims.User, claims.Session, "LOGOUT", ct);
        }

        await sessions.EndBy(op, cookie, "LOGOUT", ct);
        return known ? Done.Value : AccessProblems.InvalidToken;
    }
}
