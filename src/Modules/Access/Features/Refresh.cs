using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="RefreshToken">The last one given; absent when it is in the console's cookie.</param>
internal sealed record RefreshRequest(string? RefreshToken = null);

/// <summary>Exchanges a refresh token for the next pair. A token that was used before means that somebody has a copy: the session ends.</summary>
internal sealed class Refresh(AccessDb db, IServiceProvider services, Sessions sessions, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/refresh", async (RefreshRequest request, Refresh feature, OpContext op, HttpContext http, CancellationToken ct) =>
        {
            var cookie = request.RefreshToken is null ? RefreshCookie.Read(http) : null;
            var result = await feature.Handle(op, request.RefreshToken ?? cookie, ct);
            if (!result.Succeeded && cookie is not null)
            {
                RefreshCookie.Clear(http);
            }

            return new Answer<SessionTokens>(result.Map(tokens => tokens.Deliver(http, cookie is null ? RefreshTokenIn.Body : RefreshTokenIn.Cookie)));
        })
        .OpenToAll("The refresh token is the credential.");

    public async Task<Result<SessionTokens>> Handle(OpContext op, string? token, CancellationToken ct)
    {
        if (token is not { Length: > 0 and < 256 })
        {
            return AccessProblems.InvalidRefreshToken;
        }

        var hash = Sessions.Hash(token);
        if (await db.TenantOfRefresh(hash, ct) is not { } tenantId)
        {
            return AccessProblems.InvalidRefreshToken;
        }

        op = op with { Tenant = tenantId };
        await using var scope = services.OpenOp(op);
        var now = time.GetUtcNow();
        var user = default(Domain.User);
        await using (var look = db.ChangeFor(op))
        {
            if (await AccessDb.RefreshForUpdate(look, hash, now, ct) is not { SessionLives: true } stored
                || (user = await scope.ServiceProvider.GetRequiredService<AccessDb>().User(op, stored.User, ct)) is not { Status: UserStatus.Active })
            {
                return AccessProblems.InvalidRefreshToken;
            }

            if (!stored.Used)
            {
                var tenant = await scope.ServiceProvider.GetRequiredService<ITenants>().Find(op, ct) ?? throw new InvalidOperationException($"Session {stored.Session} has no tenant.");
                AccessDb.UseRefresh(look, tenantId, hash, now);
                var tokens = await sessions.Continue(look, tenant, user, stored.Session, ct);
                return await look.Commit(ct) is { } problem ? problem : tokens;
            }

            AccessDb.EndSession(look, tenantId, stored.Session, "REPLAY", now);
            look.Publish(new SessionEnded(stored.User, stored.Session, "REPLAY"));
            look.Audit(new AuditFact("session", stored.Session, user.Username)
            {
                Category = AuditCategory.Authentication,
                Severity = AuditSeverity.Critical,
                Outcome = AuditOutcome.Denied,
                Error = "auth.refresh_token_replayed",
            });
            await look.Commit(ct);
            return AccessProblems.InvalidRefreshToken;
        }
    }
}
