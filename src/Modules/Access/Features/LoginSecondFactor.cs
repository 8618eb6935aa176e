using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.SingleSignOn;
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

/// <param name="Challenge">As the sign-in answered it.</param>
/// <param name="Code">Six digits of the person's app; or the first ones of the app that is being set up.</param>
/// <param name="RecoveryCode">Or one of their recovery codes.</param>
/// <param name="Passkey">Or the answer of their authenticator.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record LoginSecondFactorRequest(
    string Challenge, string? Code = null, string? RecoveryCode = null, PasskeyProof? Passkey = null, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => SecondProof.CheckOne(Code, RecoveryCode, Passkey) ?? (Challenge.Length is 0 or > 256 ? AccessProblems.ChallengeInvalid : null);
}

/// <summary>Signs a person in who has given their password, or came by an identity provider, and now the second factor. Every try is counted before it is looked at, for the challenge and for the account.</summary>
internal sealed class LoginSecondFactor(AccessDb db, SecondFactorDb seconds, SecondFactors factors, Passkeys passkeys, ProvidedProofs proofs, SignIns signIns, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The challenge and the second factor are the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login/second-factor", (LoginSecondFactorRequest request, LoginSecondFactor feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, http, ct).ToHttp(tokens => tokens.Deliver(http, request.RefreshTokenIn)))
        .TakesCredentials();

    public async Task<Result<SessionTokens>> Handle(OpContext op, LoginSecondFactorRequest request, HttpContext http, CancellationToken ct)
    {
        var hash = SingleUseToken.Hash(request.Challenge);
        if (await seconds.OfChallenge(hash, time.GetUtcNow(), ct) is not { } pending)
        {
            refusals.Note(AccessProblems.ChallengeInvalid, op.Origin.Address);
            return AccessProblems.ChallengeInvalid;
        }

        var own = op with { Tenant = pending.Tenant };
        if (await db.For(own).User(own, pending.User, ct) is not { Status: UserStatus.Active } user || !await seconds.Try(own, hash, time.GetUtcNow(), ct))
        {
            return AccessProblems.ChallengeInvalid;
        }

        var verified = request.Passkey is { } proof ? (await passkeys.Verify(op, http, proof, alone: false)).Verified : null;
        var counted = default(CountedGuess);
        if (request.Passkey is null && (await factors.Count(op, user, ct)).Fails(out counted, out var locked))
        {
            return locked;
        }

        string[] codes = [];
        var provided = pending.SealedProof is { } sealedProof ? proofs.Open(user, sealedProof) : null;
        var methods = new List<string> { provided is null ? ProofMethod.Password : ProofMethod.Provider, verified?.Methods[0] ?? ProofMethod.Code, ProofMethod.SeveralFactors };
        var opened = await signIns.Open(op, user, methods, Prove, pending.PasswordHash, RefreshCookie.Read(http), ct, provided);
        if (opened.Problem == AccessProblems.CodeWrong)
        {
            await factors.Wrong(op, user);
        }

        return opened.Map(tokens => codes.Length > 0 ? tokens with { RecoveryCodes = codes } : tokens);

        async Task<Problem?> Prove(Change change)
        {
            if (!await SecondFactorDb.TakeChallenge(change, hash, ct))
            {
                return AccessProblems.ChallengeInvalid;
            }

            if (pending.Enrols)
            {
                if ((await factors.Confirm(change, user, request.Code ?? "", null, ct)).Fails(out var made, out var wrong))
                {
                    return wrong;
                }

                codes = made;
                change.Publish(new UserSecondFactorsChanged(user.Id, SecondFactorChange.Added));
            }
            else if (await factors.Take(change, user, new SecondProof(request.Code, request.RecoveryCode, verified), ct) is null)
            {
                return AccessProblems.CodeWrong;
            }

            if (counted is not null)
            {
                SignInDb.Forgive(change, counted);
            }

            return null;
        }
    }
}
