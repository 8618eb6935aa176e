using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">By which the caller will tell it from others: 1 to 60 characters.</param>
/// <param name="Passkey">What the authenticator made.</param>
internal sealed record AddPasskeyRequest(string Name, PasskeyProof Passkey) : IRequest
{
    public Problem? Check() => Domain.Passkey.CheckName(Name);
}

/// <summary>Adds a passkey of the caller's. Their sessions that were opened with a password alone end, but the one that asks.</summary>
internal sealed class AddPasskey(AccessDb db, PasskeyDb keys, Passkeys passkeys, SecondFactors factors, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/passkeys", (AddPasskeyRequest request, AddPasskey feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, http, ct).ToCreated(NewPasskeyView.From, _ => "/api/auth/passkeys"))
        .TakesCredentials();

    public async Task<Result<(Passkey Key, string[] Codes)>> Handle(OpContext op, AddPasskeyRequest request, HttpContext http, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        var own = op.AtHome();
        if (await db.UserOf(op, own.Tenant, UserId.From(op.Principal.Id!.Value), ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if ((await keys.Of(own, user.Id, ct)).Count >= Passkey.MaxPerPerson)
        {
            return AccessProblems.TooManyPasskeys;
        }

        if (await passkeys.VerifyNew(own, user, request.Name, http, request.Passkey) is not var (key, challenge))
        {
            return AccessProblems.PasskeyNotAdded;
        }

        var session = op.Origin.SessionId!.Value;
        await using var change = db.ChangeFor(own);
        if (!await PasskeyDb.Spend(change, challenge, ct))
        {
            return AccessProblems.PasskeyNotAdded;
        }

        var codes = await factors.Added(change, user, session, ct);
        PasskeyDb.Insert(change, key);
        SessionDb.Authenticated(change, session, [key.IsBackupEligible ? ProofMethod.SoftwareKey : ProofMethod.HardwareKey, ProofMethod.SeveralFactors], time.GetUtcNow());
        change.Publish(new UserSecondFactorsChanged(user.Id, SecondFactorChange.Added));
        change.Audit(PasskeyView.Fact(null, key));
        return await change.Commit((key, codes), ct);
    }
}
