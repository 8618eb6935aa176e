using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;

namespace Holdfast.Modules.Access;

/// <summary>A person who has proved to know their password.</summary>
/// <param name="User">Who.</param>
/// <param name="Guess">What was counted; forgiven in the change that follows.</param>
/// <param name="Stronger">A hash by today's parameters when the stored one is weaker.</param>
internal sealed record KnownPerson(User User, CountedGuess Guess, string? Stronger);

/// <summary>
/// Compares passwords. Every try is counted before it is looked at, so that tries which arrive together are no more than tries which come
/// one after the other; and unknown addresses take as long, fail with the same words and are locked in the same way as known ones.
/// </summary>
internal sealed class PasswordGuesses(AccessDb db, SignInDb guesses, Passwords passwords, IAuditSink audit, RefusalLog refusals, TimeProvider time)
{
    /// <summary>The person with this address, if the password is theirs and they may sign in.</summary>
    public async Task<Result<KnownPerson>> Try(OpContext op, string email, string password, CancellationToken ct)
    {
        var guess = Guess.Of(email, op.Origin.Address);
        var now = time.GetUtcNow();
        if (await guesses.Count(guess, now, ct) is not { } counted)
        {
            var wait = await guesses.LockedUntil(guess, ct) - now;
            var locked = AccessProblems.Locked(wait > TimeSpan.FromSeconds(1) ? wait.Value : TimeSpan.FromSeconds(1));
            await refusals.NoteOf(op, locked, new Guid(guess.Account.AsSpan(0, 16)), async () =>
                await db.UserByEmail(email, ct) is { } owner ? (op with { Tenant = owner.Tenant }, Fact(owner)) : null);
            return locked;
        }

        var user = await db.UserByEmail(email, ct);
        var check = await passwords.Check(user?.PasswordHash, password, ct);
        if (!check.Succeeded)
        {
            await guesses.GiveBack(counted, ct);
            return check.Problem;
        }

        if (check.Value.Right && user is { Status: UserStatus.Active })
        {
            return new KnownPerson(user, counted, check.Value.Stronger);
        }

        await Note(op, user);
        return AccessProblems.InvalidCredentials;
    }

    /// <summary>The caller, if the password is theirs.</summary>
    public async Task<Result<KnownPerson>> TryOwn(OpContext op, string password, CancellationToken ct)
    {
        if (await db.UserOf(op, op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        var person = await Try(op, user.Email, password, ct);
        return person.Problem == AccessProblems.InvalidCredentials ? AccessProblems.PasswordWrong : person;
    }

    /// <summary>Adds to a change that the guess was right.</summary>
    public void Forgive(Change change, KnownPerson person)
    {
        SignInDb.Forgive(change, person.User, person.Guess, time.GetUtcNow());
        if (person.Stronger is not null)
        {
            AccessDb.Rehash(change, person.User, person.Stronger);
        }
    }

    // The caller may be gone; it is noted all the same.
    private async Task Note(OpContext op, User? user)
    {
        if (user is null)
        {
            refusals.Note(AccessProblems.InvalidCredentials, op.Origin.Address);
            return;
        }

        var fact = Fact(user) with { Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Failure, Error = AccessProblems.InvalidCredentials.Code };
        await audit.Record(op with { Tenant = user.Tenant }, fact, CancellationToken.None);
    }

    private static AuditFact Fact(User user) => new("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication };
}
