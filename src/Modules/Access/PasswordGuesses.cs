using Holdfast.Modules.Access.Addresses;
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
/// <param name="From">What was counted against where it came from; forgiven with it.</param>
/// <param name="Stronger">A hash by today's parameters when the stored one is weaker.</param>
internal sealed record KnownPerson(User User, CountedGuess Guess, CountedAddress From, string? Stronger);

/// <summary>
/// Compares passwords. Every try is counted before it is looked at, so that tries which arrive together are no more than tries which come
/// one after the other; and unknown addresses take as long, fail with the same words and are locked in the same way as known ones.
/// </summary>
internal sealed class PasswordGuesses(AccessDb db, SignInDb guesses, AddressDb addresses, Passwords passwords, IAuditSink audit, RefusalLog refusals, TimeProvider time)
{
    /// <summary>The person with this address, if the password is theirs and they may sign in.</summary>
    public async Task<Result<KnownPerson>> Try(OpContext op, string email, string password, CancellationToken ct)
    {
        var from = op.Origin.Address is { } address ? await addresses.Count(email, address, time.GetUtcNow(), ct) : new CountedAddress("none", true, false);
        if (!from.MayTry)
        {
            return await Blocked(op, email, from, ct);
        }

        if ((await Count(op, Guess.Of(email, op.Origin.Address), () => db.UserByEmail(email, ct), ct)).Fails(out var counted, out var locked))
        {
            await addresses.GiveBack(from, ct);
            return locked;
        }

        var user = await db.UserByEmail(email, ct);
        var check = await passwords.Check(user?.PasswordHash, password, ct);
        if (!check.Succeeded)
        {
            await guesses.GiveBack(counted, ct);
            await addresses.GiveBack(from, ct);
            return check.Problem;
        }

        if (check.Value.Right && user is { Status: UserStatus.Active })
        {
            return new KnownPerson(user, counted, from, check.Value.Stronger);
        }

        await Note(op, user, from);
        return AccessProblems.InvalidCredentials;
    }

    /// <summary>Counts a guess before it is looked at; a problem when there were too many.</summary>
    /// <param name="op">Of whoever guesses.</param>
    /// <param name="guess">At what.</param>
    /// <param name="owner">Whose account it is; null when nobody's.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<CountedGuess>> Count(OpContext op, Guess guess, Func<Task<User?>> owner, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await guesses.Count(guess, now, ct) is { } counted)
        {
            return counted;
        }

        var wait = await guesses.LockedUntil(guess, ct) - now;
        var locked = AccessProblems.Locked(wait > TimeSpan.FromSeconds(1) ? wait.Value : TimeSpan.FromSeconds(1));
        await refusals.NoteOf(op, locked, new Guid(guess.Account.AsSpan(0, 16)), async () => await owner() is { } whose ? (op with { Tenant = whose.Tenant }, Fact(whose)) : null);
        return locked;
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
        addresses.Forgive(change, person.From);
        SignInDb.Forgive(change, person.Guess);
        if (person.Stronger is not null)
        {
            AccessDb.Rehash(change, person.User, person.Stronger);
        }
    }

    /// <summary>The guess was right, and that is all that comes of it.</summary>
    public async Task Forgive(KnownPerson person, CancellationToken ct)
    {
        await using var change = db.AcrossTenants();
        Forgive(change, person);
        await change.Commit(ct);
    }

    // The platform's log counts it; a tenant whose account was tried sees where from.
    private async Task<Problem> Blocked(OpContext op, string email, CountedAddress from, CancellationToken ct)
    {
        var wait = await addresses.BlockedUntil(from.Network, ct) - time.GetUtcNow();
        var blocked = AccessProblems.AddressBlocked(wait > TimeSpan.FromSeconds(1) ? wait.Value : TimeSpan.FromSeconds(1));
        refusals.Note(blocked, op.Origin.Address);
        if (await db.UserByEmail(email, ct) is { } owner)
        {
            var own = op with { Tenant = owner.Tenant };
            await addresses.Note(own, from.Network, ct);
            await refusals.NoteOf(own, blocked, owner.Id.Value, Fact(owner));
        }

        return blocked;
    }

    // The caller may be gone; it is noted all the same.
    private async Task Note(OpContext op, User? user, CountedAddress from)
    {
        if (user is null)
        {
            refusals.Note(AccessProblems.InvalidCredentials, op.Origin.Address);
            return;
        }

        var fact = Fact(user) with { Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Failure, Error = AccessProblems.InvalidCredentials.Code };
        var own = op with { Tenant = user.Tenant };
        await audit.Record(own, fact, CancellationToken.None);

        // Who is signed in already and mistypes is nobody that their tenant has to look after.
        if (op.Principal.Kind == PrincipalKind.Anonymous)
        {
            await addresses.Note(own, from.Network, CancellationToken.None);
        }
    }

    private static AuditFact Fact(User user) => new("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication };
}
