using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Password">The caller's; absent when a passkey stands for all.</param>
/// <param name="Code">Six digits of their app, when they have a second factor.</param>
/// <param name="RecoveryCode">Or one of their recovery codes.</param>
/// <param name="Passkey">Or, instead of all of these, the answer of their authenticator.</param>
internal sealed record ConfirmRequest(string? Password = null, string? Code = null, string? RecoveryCode = null, PasskeyProof? Passkey = null) : IRequest
{
    public Problem? Check() =>
        Passkey is null && Password is not { Length: <= PasswordRules.MaxLength } ? AccessProblems.PasswordWrong
        : Code is null && RecoveryCode is null && Passkey is null ? null
        : SecondProof.CheckOne(Code, RecoveryCode, Passkey);
}

/// <summary>Takes the caller's password again, and their second factor where they have one, so that their session may do for a while what asks for a fresh sign-in.</summary>
internal sealed class Confirm(AccessDb db, PasswordGuesses guesses, SecondFactorDb seconds, SecondFactors factors, Passkeys passkeys, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/confirm", (ConfirmRequest request, Confirm feature, OpContext op, HttpContext http, CancellationToken ct) => feature.Handle(op, request, http, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, ConfirmRequest request, HttpContext http, CancellationToken ct)
    {
        if (request.Passkey is { } answer)
        {
            return (await passkeys.Verify(op, http, answer, alone: true)).Verified is { } verified && verified.User.Id.Value == op.Principal.Id && verified.User.Tenant == op.Principal.Home
                ? await Renew(op, verified.User, null, new SecondProof(null, null, verified), ct)
                : AccessProblems.PasskeyNotYours;
        }

        if ((await guesses.TryOwn(op, request.Password!, ct)).Fails(out var person, out var problem))
        {
            return problem;
        }

        if (!(await seconds.Of(op.AtHome(), person.User.Id, ct)).Any)
        {
            var alone = await Renew(op, person.User, null, null, ct);
            await guesses.Forgive(person, ct);
            return alone;
        }

        if (request.Code is null && request.RecoveryCode is null)
        {
            await guesses.Forgive(person, ct);
            return AccessProblems.SecondFactorNeeded;
        }

        if ((await factors.Count(op, person.User, ct)).Fails(out var counted, out problem))
        {
            return problem;
        }

        var renewed = await Renew(op, person.User, counted, new SecondProof(request.Code, request.RecoveryCode, null), ct);
        await guesses.Forgive(person, ct);
        if (renewed.Problem == AccessProblems.CodeWrong)
        {
            await factors.Wrong(op, person.User);
        }

        return renewed;
    }

    private async Task<Result<Done>> Renew(OpContext op, User user, CountedGuess? counted, SecondProof? proof, CancellationToken ct)
    {
        var session = op.Origin.SessionId!.Value;
        await using var change = db.ChangeFor(op.AtHome());
        if (proof is null)
        {
            SessionDb.Authenticated(change, session, time.GetUtcNow());
        }
        else if (await factors.Take(change, user, proof, ct) is { } methods)
        {
            SessionDb.Authenticated(change, session, [.. methods, ProofMethod.SeveralFactors], time.GetUtcNow());
        }
        else
        {
            return AccessProblems.CodeWrong;
        }

        if (counted is not null)
        {
            SignInDb.Forgive(change, counted);
        }

        change.Audit(new AuditFact("session", session, op.Principal.Name) { Category = AuditCategory.Authentication });
        return await change.Commit(Done.Value, ct);
    }
}
