using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access;

/// <summary>What is owed after the password.</summary>
/// <param name="Challenge">What has to come back with the second factor: good once, for five minutes and five tries.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Factors">What the person has.</param>
internal sealed record OwedFactor(string Challenge, DateTimeOffset ExpiresAt, PersonFactors Factors);

/// <summary>What came of a sign-in: a session, or what is still owed.</summary>
/// <param name="Session">Its tokens; null when something is owed.</param>
/// <param name="Owed">Null when there is a session.</param>
internal sealed record SignInAnswer(SessionTokens? Session, OwedFactor? Owed);

/// <summary>Opens a session for a person who has proved who they are, or says what else they have to prove.</summary>
internal sealed class SignIns(
    AccessDb db,
    SecondFactorDb seconds,
    PasswordGuesses guesses,
    Sessions sessions,
    SignInRules rules,
    ProvidedProofs proofs,
    ITenantStates states,
    RefusalLog refusals,
    IServiceProvider services,
    TimeProvider time)
{
    private const string ChallengePrefix = "hfc_";
    private static readonly TimeSpan ChallengeGoodFor = TimeSpan.FromMinutes(5);

    /// <summary>Goes on after the right password: a session where that is enough.</summary>
    /// <param name="op">Of nobody yet.</param>
    /// <param name="person">Who.</param>
    /// <param name="newPassword">The hash of the password that they have just chosen instead of one that was handed to them; null when they have one.</param>
    /// <param name="replaces">The refresh token that the console had until now: its session ends.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<SignInAnswer>> AfterPassword(OpContext op, KnownPerson person, string? newPassword, string? replaces, CancellationToken ct)
    {
        var own = OfPerson(op, person.User);
        if (await ClosedTo(own, person.User, ProofMethod.OnlyPassword) is { } closed)
        {
            if (closed == SingleSignOnProblems.Required)
            {
                await guesses.Forgive(person, ct);
            }

            return closed;
        }

        var factors = await seconds.Of(own, person.User.Id, ct);
        return factors.Any || factors.Required
            ? await Owe(own, person.User, change => guesses.Forgive(change, person), factors, newPassword, null, ct)
            : (await Open(op, person.User, ProofMethod.OnlyPassword, change => Task.FromResult(Forgiven(change, person)), newPassword, replaces, ct)).Map(tokens => new SignInAnswer(tokens, null));
    }

    /// <summary>Goes on after an identity provider's word: a session where that is enough.</summary>
    /// <param name="op">Of nobody yet.</param>
    /// <param name="user">Who.</param>
    /// <param name="proof">What it has proved.</param>
    /// <param name="severalFactors">Whether that stands for two factors.</param>
    /// <param name="replaces">The refresh token that the console had until now.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<SignInAnswer>> AfterProvider(OpContext op, User user, ProvidedProof proof, bool severalFactors, string? replaces, CancellationToken ct)
    {
        var own = OfPerson(op, user);
        string[] methods = severalFactors ? [ProofMethod.Provider, ProofMethod.SeveralFactors] : [ProofMethod.Provider];
        if (await ClosedTo(own, user, methods) is { } closed)
        {
            return closed;
        }

        var factors = await seconds.Of(own, user.Id, ct);
        return (factors.Any || factors.Required) && !severalFactors
            ? await Owe(own, user, _ => { }, factors, null, proof, ct)
            : (await Open(op, user, methods, _ => Task.FromResult<Problem?>(null), null, replaces, ct, proof)).Map(tokens => new SignInAnswer(tokens, null));
    }

    /// <summary>Opens a session; answers its tokens.</summary>
    /// <param name="op">Of nobody yet.</param>
    /// <param name="user">Who.</param>
    /// <param name="methods">How they proved it, by the names of RFC 8176.</param>
    /// <param name="prove">Uses the proof up inside the change; a problem when it does not hold.</param>
    /// <param name="newPassword">The hash of the password that they have chosen instead of one that was handed to them.</param>
    /// <param name="replaces">The refresh token that the console had until now.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="provided">What an identity provider has proved; null when none was asked.</param>
    public async Task<Result<SessionTokens>> Open(
        OpContext op, User user, IReadOnlyList<string> methods, Func<Change, Task<Problem?>> prove, string? newPassword, string? replaces, CancellationToken ct, ProvidedProof? provided = null)
    {
        var own = OfPerson(op, user);
        if (await ClosedTo(own, user, methods) is { } closed)
        {
            return closed;
        }

        await sessions.Ready(ct);
        await using var scope = services.OpenOp(own);
        var tenant = await scope.ServiceProvider.GetRequiredService<ITenants>().Find(own, ct) ?? throw new InvalidOperationException($"User {user.Id} has no tenant.");
        await using var change = db.ChangeFor(own);
        if (await prove(change) is { } wrong)
        {
            return wrong;
        }

        if (provided is not null && !await IdentityProviderDb.Speaks(change, provided.Provider, provided.Subject, user.Id, ct))
        {
            return SingleSignOnProblems.FlowInvalid;
        }

        var now = time.GetUtcNow();
        var (session, tokens) = await sessions.Open(change, tenant, user, methods, ct);
        if (provided is not null)
        {
            proofs.Insert(change, session, provided);
        }

        if (newPassword is not null)
        {
            await scope.ServiceProvider.GetRequiredService<NewPasswords>().Announce(change, user, PasswordChangedBy.Self, null, ct);
            PasswordDb.Choose(change, user, newPassword);
        }

        AccessDb.LoggedIn(change, user, now);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username, null, provided is null ? null : AuditFact.Show(new { providerId = provided.Provider.Value, methods })) { Category = AuditCategory.Authentication });
        if (provided is null && rules.IsExcepted(user.Tenant, user.Id.Value, user.Email))
        {
            change.Publish(new SessionBreakGlass(user.Id, session));
            change.Audit(new AuditFact("session", session, user.Username) { Action = "access.break_glass", Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
        }

        if (!await SignInDb.Knows(change, user, Guess.NetworkOf(op.Origin.Address), now, ct) && user.LastLoginAt is not null)
        {
            change.Publish(new SessionNewPlace(user.Id, session, op.Origin.Address?.ToString(), op.Origin.UserAgent));
            change.Audit(new AuditFact("session", session, user.Username) { Action = "access.sign_in_from_new_place", Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
        }

        if (await change.Commit(ct) is { } problem)
        {
            return problem;
        }

        await sessions.EndBy(op, replaces, "REPLACED", ct);
        return tokens;
    }

    /// <summary>Adds to a change that the password was right.</summary>
    private Problem? Forgiven(Change change, KnownPerson person)
    {
        guesses.Forgive(change, person);
        return null;
    }

    // Said in the log: somebody had the password or came by a provider, whether or not they have the rest.
    private async Task<Result<SignInAnswer>> Owe(OpContext own, User user, Action<Change> forgive, PersonFactors factors, string? newPassword, ProvidedProof? proof, CancellationToken ct)
    {
        var (text, ends) = (SingleUseToken.New(ChallengePrefix), time.GetUtcNow() + ChallengeGoodFor);
        await using var change = db.ChangeFor(own);
        forgive(change);
        var pending = new PendingSignIn(user.Tenant, user.Id, !factors.Any, newPassword, proof is null ? null : proofs.Seal(user, proof));
        SecondFactorDb.InsertChallenge(change, SingleUseToken.Hash(text), pending, ends);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Action = "access.ask_for_second_factor", Category = AuditCategory.Authentication });
        return await change.Commit(new SignInAnswer(null, new OwedFactor(text, ends, factors)), ct);
    }

    // That a provider is asked for is said to who has the password or the passkey only: nobody else learns from it whose account there is.
    private async Task<Problem?> ClosedTo(OpContext own, User user, IReadOnlyList<string> methods)
    {
        if ((states.Closed(user.Tenant) ?? (!methods.HasProvider() && rules.MustUseProvider(user.Tenant, user.Id.Value, user.Email) ? SingleSignOnProblems.Required : null)) is { } closed)
        {
            await refusals.NoteOf(own, closed, user.Id.Value, new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
            return closed;
        }

        return null;
    }

    private static OpContext OfPerson(OpContext op, User user) => op with { Tenant = user.Tenant, Principal = user.AsPrincipal() };
}
