using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="RefreshToken">The last one given; absent when it is in the console's cookie.</param>
internal sealed record RefreshRequest(string? RefreshToken = null);

/// <summary>Exchanges a refresh token for the next pair. A token that was used before means that somebody has a copy: the session ends.</summary>
internal sealed class Refresh(AccessDb db, RefreshTurns turns, ITenants tenants, Sessions sessions, ITenantStates states, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The refresh token is the credential.");

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
        .TakesCredentials();

    public async Task<Result<SessionTokens>> Handle(OpContext op, string? token, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(token))
        {
            return AccessProblems.InvalidRefreshToken;
        }

        var hash = Sessions.Hash(token);
        if (token.Length >= 256 || await db.TenantOfRefresh(hash, ct) is not { } tenantId)
        {
            refusals.Note(AccessProblems.InvalidRefreshToken, op.Origin.Address);
            return AccessProblems.InvalidRefreshToken;
        }

        op = op with { Tenant = tenantId };
        if (states.Closed(tenantId) is { } closed)
        {
            return closed;
        }

        await sessions.Ready(ct);

        // The same token many times at once: each locks its row, and only the first gets anything.
        using var turn = await turns.OfToken.Enter(Convert.ToHexString(hash), ct);
        var now = time.GetUtcNow();
        var ended = default(StoredRefresh);
        await using (var look = db.ChangeFor(op))
        {
            if (await AccessDb.RefreshForUpdate(look, hash, now, ct) is not { } stored)
            {
                return AccessProblems.InvalidRefreshToken;
            }

            var user = await AccessDb.User(look, op, stored.User, ct);
            if (!stored.SessionLives || user is not { Status: UserStatus.Active })
            {
                ended = stored;
            }
            else
            {
                return await Exchange(look, hash, stored, user, now, ct);
            }
        }

        await refusals.NoteOf(op, AccessProblems.InvalidRefreshToken, ended.Session, new AuditFact("session", ended.Session, null) { Category = AuditCategory.Authentication });
        return AccessProblems.InvalidRefreshToken;
    }

    private async Task<Result<SessionTokens>> Exchange(Change look, byte[] hash, StoredRefresh stored, User user, DateTimeOffset now, CancellationToken ct)
    {
        if (!stored.Used)
        {
            var tenant = await tenants.Find(look, ct) ?? throw new InvalidOperationException($"Session {stored.Session} has no tenant.");
            AccessDb.UseRefresh(look, user.Tenant, hash, now);
            sessions.Use(look, user.Tenant, stored.Session);
            var tokens = await sessions.Continue(look, tenant, user, stored.Session, stored.Methods, ct);
            return await look.Commit(tokens, ct);
        }

        AccessDb.EndSession(look, user.Tenant, stored.Session, "REPLAY", now);
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
