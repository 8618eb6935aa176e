using System.Collections.Concurrent;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>Reads users' access tokens, and answers what their users may do. Verified tokens are remembered for seconds, bounded in number, and forgotten when a user or session of the tenant changes.</summary>
internal sealed class BearerAuthenticator : IAuthenticator, IAuthorizer, IDisposable
{
    private const int MaxRemembered = 20_000;
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, SignedIn> byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SignedIn>.AlternateLookup<ReadOnlySpan<char>> remembered;
    private readonly ConcurrentDictionary<(TenantId, Guid), SignedIn> byUser = new();
    private readonly AccessTokens tokens;
    private readonly IServiceProvider services;
    private readonly IReadOnlyList<ModuleManifest> modules;
    private readonly TimeProvider time;
    private readonly IDisposable listening;

    public BearerAuthenticator(AccessTokens tokens, IServiceProvider services, IReadOnlyList<ModuleManifest> modules, EventBus bus, TimeProvider time)
    {
        (this.tokens, this.services, this.modules, this.time) = (tokens, services, modules, time);
        remembered = byToken.GetAlternateLookup<ReadOnlySpan<char>>();
        listening = bus.Listen(signal =>
        {
            if (signal.Name.StartsWith("user.", StringComparison.Ordinal) || signal.Name == "session.ended")
            {
                Forget(signal.Tenant);
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
        if (remembered.TryGetValue(header.AsSpan(7), out var known) && now - known.LoadedAt < Remember && now < known.TokenExpiresAt)
        {
            return known.Principal;
        }

        var token = header[7..];
        if (Es256.Kid(token) is null)
        {
            return null;
        }

        if (await tokens.Verify(token, ct) is not { } claims || await Load(claims, now, ct) is not { } signedIn)
        {
            return AccessProblems.InvalidToken;
        }

        if (byToken.Count >= MaxRemembered)
        {
            byToken.Clear();
            byUser.Clear();
        }

        byToken[token] = signedIn;
        byUser[(claims.Tenant, claims.User.Value)] = signedIn;
        return signedIn.Principal;
    }

    public ValueTask<bool> Allows(OpContext op, Permission permission, Scope scope, CancellationToken ct) => new(
        op.Actor is { Kind: ActorKind.User, Id: { } id }
        && scope.Level == ScopeLevel.Tenant && scope.Id == op.Tenant.Value
        && byUser.TryGetValue((op.Tenant, id), out var signedIn)
        && signedIn.Permissions.Contains(permission.Name));

    public IReadOnlyCollection<string> PermissionsOf(OpContext op) =>
        op.Actor.Id is { } id && byUser.TryGetValue((op.Tenant, id), out var signedIn) ? signedIn.Permissions : [];

    public void Dispose() => listening.Dispose();

    private async Task<SignedIn?> Load(AccessClaims claims, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = services.OpenOp(OpContext.OfSystem(claims.Tenant, "access.authenticate", Id.NewGuid(time).ToString("N")));
        var user = await scope.ServiceProvider.GetRequiredService<AccessDb>().UserOfSession(claims.Tenant, claims.User, claims.Session, now, ct);
        return user is { Status: UserStatus.Active }
            ? new SignedIn(new Principal(claims.Tenant, user.AsActor(), claims.Session), SignedIn.Expand(user, modules), claims.ExpiresAt, now)
            : null;
    }

    private void Forget(TenantId tenant)
    {
        foreach (var (token, signedIn) in byToken)
        {
            if (signedIn.Principal.Tenant == tenant)
            {
                byToken.TryRemove(token, out _);
            }
        }
    }
}
