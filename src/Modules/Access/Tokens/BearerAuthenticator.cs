using System.Collections.Concurrent;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>Reads users' access tokens. What they prove is remembered for seconds, and forgotten when a user, a user group, a session, a role or an assignment of the tenant changes.</summary>
internal sealed class BearerAuthenticator : IAuthenticator, IDisposable
{
    private const string Operation = "access.authenticate";

    // What an event's name begins with that changes who may come in, or what they may do then.
    private static readonly string[] Forgetting = ["user.", "user_group.", "role.", "assignment.", "visit.", "member.", "session.ended", "super_admin."];
    private readonly SignedInCache cache = new();
    private readonly AccessTokens tokens;
    private readonly RefusalLog refusals;
    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly IDisposable listening;

    // Of each tenant that has guests who came in here, the tenants that those are from: what changes in the one changes what the others' people may do.
    private readonly ConcurrentDictionary<TenantId, ConcurrentDictionary<TenantId, bool>> guestsFrom = new();

    public BearerAuthenticator(AccessTokens tokens, RefusalLog refusals, IServiceProvider services, EventBus bus, TimeProvider time)
    {
        (this.tokens, this.refusals, this.services, this.time) = (tokens, refusals, services, time);
        listening = bus.Listen(signal =>
        {
            if (Array.Exists(Forgetting, begin => signal.Name.StartsWith(begin, StringComparison.Ordinal)))
            {
                cache.Forget(signal.Tenant);
                foreach (var (home, _) in guestsFrom.GetValueOrDefault(signal.Tenant) ?? [])
                {
                    cache.Forget(home);
                }
            }
        });
    }

    public async ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (cache.Find(header.AsSpan(7), now) is { } known)
        {
            return known.Principal;
        }

        var token = header[7..];
        if (Es256.Kid(token) is null)
        {
            return null;
        }

        var origin = new Origin(http.Connection.RemoteIpAddress, null, null, http.TraceIdentifier);
        if (await tokens.Verify(token, ct) is not { } claims)
        {
            refusals.Note(AccessProblems.InvalidToken, origin.Address);
            return AccessProblems.InvalidToken;
        }

        if (await cache.Get(token, claims.Tenant, now, () => Load(claims, now), ct) is { } signedIn)
        {
            return signedIn.Principal;
        }

        var op = new OpContext(claims.Tenant, Principal.Anonymous, origin with { SessionId = claims.Session }, Operation);
        await refusals.NoteOf(op, AccessProblems.InvalidToken, claims.Session, new AuditFact("session", claims.Session, null) { Category = AuditCategory.Authentication });
        return AccessProblems.InvalidToken;
    }

    public void Dispose() => listening.Dispose();

    // What a person is, and has, in their own tenant and in those that have taken them in.
    private async Task<(List<Membership> Memberships, List<Entitlement> AsGuest)> Elsewhere(IServiceProvider scoped, OpContext op, UserId user)
    {
        var (memberships, all) = (new List<Membership>(), new List<Entitlement>());
        foreach (var guest in await scoped.GetRequiredService<MemberDb>().OfPerson(op.Tenant, user, CancellationToken.None))
        {
            // Before it is read what they have there: a change that comes between is heard of.
            guestsFrom.GetOrAdd(guest.Tenant, _ => new())[guest.Home] = true;
            await using var there = services.OpenOp(op with { Tenant = guest.Tenant });
            var (held, membership) = await In(there.ServiceProvider, op with { Tenant = guest.Tenant }, user);
            memberships.Add(membership);
            all.AddRange(held);
        }

        return (memberships, all);
    }

    private static async Task<(IReadOnlyList<Entitlement> Held, Membership Membership)> In(IServiceProvider scoped, OpContext op, UserId user)
    {
        var held = await scoped.GetRequiredService<Entitlements>().OfUser(op, user, CancellationToken.None);
        var groups = await scoped.GetRequiredService<UserGroupDb>().GroupsOf(op, [user.Value], CancellationToken.None);
        return (held, new Membership(op.Tenant, [.. groups[user.Value]], Entitlement.RolesIn(op.Tenant, held)));
    }

    // Several requests may wait for it, so it does not end with any of them.
    private async Task<SignedIn?> Load(AccessClaims claims, DateTimeOffset now)
    {
        var op = OpContext.OfSystem(claims.Tenant, Operation, Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        if (await db.UserOfSession(claims.Tenant, claims.User, claims.Session, now, CancellationToken.None) is not { User.Status: UserStatus.Active } found)
        {
            return null;
        }

        var (entitlements, membership) = await In(scope.ServiceProvider, op, claims.User);
        var visits = await scope.ServiceProvider.GetRequiredService<VisitDb>().OpenOf(claims.Tenant, claims.Session, now, CancellationToken.None);
        var own = Entitlement.Grants(entitlements);
        var (elsewhere, asGuest) = await Elsewhere(scope.ServiceProvider, op, claims.User);
        return new SignedIn(
            found.User.AsPrincipal() with
            {
                // Of the session, which may know more by now than its token.
                Methods = found.Methods,
                AuthenticatedAt = found.SignedInAt,
                CredentialId = claims.Session,
                // Of a session with a password alone nothing is made of it.
                IsSuperAdmin = found.IsSuperAdmin && found.Methods.HasSecondFactor(),
                Memberships = [membership, .. elsewhere],
                Grants = visits.Count + asGuest.Count == 0 ? own : own.With(asGuest.SelectMany(e => e.Permissions.Select(p => (e.In, e.Node, p)))).With(visits.SelectMany(v => v.Grants(own))),
            },
            entitlements.Concat(asGuest).Select(e => e.EndsAt ?? DateTimeOffset.MaxValue).Concat(visits.Select(v => v.EndsAt)).Append(claims.ExpiresAt).Min());
    }
}
