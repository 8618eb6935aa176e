using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Opens log-in sessions, issues their tokens, and ends them.</summary>
internal sealed class Sessions(AccessDb db, SessionDb sessions, AccessTokens tokens, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string Prefix = "hfr_";
    private const int MaxToken = 256;

    /// <summary>Has the signing key at hand, so that tokens can be issued while a change is open without another connection.</summary>
    public Task Ready(CancellationToken ct) => tokens.Ready(ct);

    /// <summary>Adds a session with its first refresh token to a change; answers the tokens to send once it has committed.</summary>
    public async Task<(Guid Session, SessionTokens Tokens)> Open(Change change, TenantSummary tenant, User user, IReadOnlyList<string> methods, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var session = Id.NewGuid(time);
        AccessDb.InsertSession(change, user, session, methods, now, now + options.Value.SessionIdleTime, now + options.Value.SessionLifetime);
        return (session, await Continue(change, tenant, user, session, methods, ct));
    }

    /// <summary>Adds the next refresh token of a session.</summary>
    public async Task<SessionTokens> Continue(Change change, TenantSummary tenant, User user, Guid session, IReadOnlyList<string> methods, CancellationToken ct)
    {
        var refresh = SingleUseToken.New(Prefix);
        AccessDb.InsertRefresh(change, user.Tenant, session, Hash(refresh), time.GetUtcNow());
        return new SessionTokens(
            TenantOfSession.From(tenant),
            UserView.From(user),
            await tokens.Issue(user, session, methods, ct),
            refresh,
            (int)options.Value.AccessTokenLifetime.TotalSeconds,
            options.Value.SessionIdleTime);
    }

    /// <summary>Adds to a change that a session was used: its time without use begins anew.</summary>
    public void Use(Change change, TenantId tenant, Guid session) =>
        AccessDb.UseSession(change, tenant, session, time.GetUtcNow(), time.GetUtcNow() + options.Value.SessionIdleTime);

    /// <summary>Adds to a change that a person's open sessions end: one, or all but one. Answers how many those are.</summary>
    public async Task<int> End(Change change, UserId user, string reason, Guid? only, Guid? except, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ending = (await SessionDb.ForUpdate(change, user, only, now, ct)).Where(session => session != except).ToArray();
        foreach (var session in ending)
        {
            AccessDb.EndSession(change, change.Op.Tenant, session, reason, now);
            change.Publish(new SessionEnded(user, session, reason));
        }

        return ending.Length;
    }

    /// <summary>Adds to a change that a session ends which is known to be open.</summary>
    public void End(Change change, UserId user, Guid session, string reason)
    {
        AccessDb.EndSession(change, change.Op.Tenant, session, reason, time.GetUtcNow());
        change.Publish(new SessionEnded(user, session, reason));
    }

    /// <summary>Adds to a change that sessions end which were opened without a second factor: of one person, or of all of the tenant; but one.</summary>
    public async Task EndWithoutSecondFactor(Change change, UserId? user, Guid? except, CancellationToken ct)
    {
        foreach (var (whose, session) in await SessionDb.EndWithoutSecondFactor(change, user, except, time.GetUtcNow(), ct))
        {
            change.Publish(new SessionEnded(whose, session, SessionDb.NoSecondFactor));
        }
    }

    /// <summary>Ends the session that a refresh token belongs to; with no token, or one of no open session, nothing.</summary>
    public async Task EndBy(OpContext op, string? refreshToken, string reason, CancellationToken ct)
    {
        if (refreshToken is { Length: > 0 and < MaxToken } && await sessions.OfRefresh(Hash(refreshToken), ct) is var (tenant, user, session))
        {
            await EndOne(op, tenant, user, session, reason, ct);
        }
    }

    /// <summary>Ends a session on behalf of its own person; nothing when it has ended. Answers whether it was open.</summary>
    public async Task<bool> EndOne(OpContext op, TenantId tenant, UserId id, Guid session, string reason, CancellationToken ct)
    {
        var its = op with { Tenant = tenant };
        if (await db.For(its).UserOfSession(tenant, id, session, time.GetUtcNow(), ct) is not { User: var user })
        {
            return false;
        }

        await using var change = db.ChangeFor(its with { Principal = user.AsPrincipal(), Origin = op.Origin with { SessionId = session } });
        if (await End(change, id, reason, session, null, ct) == 0)
        {
            return false;
        }

        change.Audit(new AuditFact("session", session, user.Username) { Category = AuditCategory.Authentication });
        await change.Commit(ct);
        return true;
    }

    public static byte[] Hash(string refreshToken) => SingleUseToken.Hash(refreshToken);
}
