using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
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

/// <param name="Email">The person's address.</param>
/// <param name="Password">Theirs.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record LoginRequest(string Email, string Password, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => Email.Length <= 254 && Password.Length <= PasswordRules.MaxLength ? null : AccessProblems.InvalidCredentials;
}

/// <summary>Signs a person in. Unknown addresses take as long, fail with the same words and are locked in the same way as known ones.</summary>
internal sealed class Login(AccessDb db, IServiceProvider services, Passwords passwords, Sessions sessions, IAuditSink audit, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login", (LoginRequest request, Login feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToHttp(tokens => tokens.Deliver(http, request.RefreshTokenIn)))
        .OpenToAll("Signing in is how one gets a credential.");

    public async Task<Result<SessionTokens>> Handle(OpContext op, LoginRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(request.Email.ToLowerInvariant()));
        var (failures, lockedUntil) = await db.Throttle(key, now - LoginBackOff.Forget, ct);
        if (lockedUntil > now)
        {
            return AccessProblems.Locked(lockedUntil.Value - now);
        }

        var user = await db.UserByEmail(request.Email, ct);
        if (!passwords.Verify(user?.PasswordHash, request.Password, out var stronger) || user is not { Status: UserStatus.Active })
        {
            await Failed(op, user, key, failures + 1, now, ct);
            return AccessProblems.InvalidCredentials;
        }

        if (failures > 0)
        {
            await db.SetThrottle(key, 0, now, null, ct);
        }

        return await Succeeded(op with { Tenant = user.Tenant, Actor = user.AsActor() }, user, stronger, now, ct);
    }

    private async Task<Result<SessionTokens>> Succeeded(OpContext op, User user, string? stronger, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        var tenant = await scope.ServiceProvider.GetRequiredService<ITenants>().Find(op, ct) ?? throw new InvalidOperationException($"User {user.Id} has no tenant.");
        await using var change = db.ChangeFor(op);
        var tokens = await sessions.Open(change, tenant, user, ct);
        AccessDb.LoggedIn(change, user, now);
        if (stronger is not null)
        {
            AccessDb.Rehash(change, user, stronger);
        }

        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
        return await change.Commit(ct) is { } problem ? problem : tokens;
    }

    private async Task Failed(OpContext op, User? user, byte[] key, int failures, DateTimeOffset now, CancellationToken ct)
    {
        await db.SetThrottle(key, failures, now, now + LoginBackOff.LockFor(failures), ct);
        if (user is not null)
        {
            var fact = new AuditFact("user", user.Id.Value, user.Username)
            {
                Category = AuditCategory.Authentication,
                Severity = AuditSeverity.Warning,
                Outcome = AuditOutcome.Failure,
                Error = AccessProblems.InvalidCredentials.Code,
            };
            await audit.Record(op with { Tenant = user.Tenant }, fact, ct);
        }
    }
}
