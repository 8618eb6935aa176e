using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access;

/// <summary>Opens a session for a person who has proved who they are.</summary>
internal sealed class SignIns(AccessDb db, PasswordGuesses guesses, Sessions sessions, ITenantStates states, RefusalLog refusals, IServiceProvider services, TimeProvider time)
{
    /// <summary>The session's tokens.</summary>
    /// <param name="op">Of nobody yet.</param>
    /// <param name="person">Who.</param>
    /// <param name="newPassword">The hash of the password that they have just chosen instead of one that was handed to them; null when they have one.</param>
    /// <param name="replaces">The refresh token that the console had until now: its session ends.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<SessionTokens>> Open(OpContext op, KnownPerson person, string? newPassword, string? replaces, CancellationToken ct)
    {
        var user = person.User;
        var own = op with { Tenant = user.Tenant, Principal = user.AsPrincipal() };
        if (states.Closed(user.Tenant) is { } closed)
        {
            await refusals.NoteOf(own, closed, user.Id.Value, new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
            return closed;
        }

        await using var scope = services.OpenOp(own);
        var tenant = await scope.ServiceProvider.GetRequiredService<ITenants>().Find(own, ct) ?? throw new InvalidOperationException($"User {user.Id} has no tenant.");
        await using var change = db.ChangeFor(own);
        var tokens = await sessions.Open(change, tenant, user, ct);
        if (newPassword is not null)
        {
            await scope.ServiceProvider.GetRequiredService<NewPasswords>().Announce(change, user, PasswordChangedBy.Self, null, ct);
        }

        AccessDb.LoggedIn(change, user, time.GetUtcNow());
        guesses.Forgive(change, person);
        if (newPassword is not null)
        {
            PasswordDb.Choose(change, user, newPassword);
        }

        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
        if (await change.Commit(ct) is { } problem)
        {
            return problem;
        }

        await sessions.EndBy(op, replaces, "REPLACED", ct);
        return tokens;
    }
}
