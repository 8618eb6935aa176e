using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Code">The first six digits that the app shows.</param>
internal sealed record ConfirmTotpRequest(string Code) : IRequest
{
    public Problem? Check() => SecondProof.Fits(Code) ? null : AccessProblems.CodeWrong;
}

/// <summary>Codes for who has lost the rest.</summary>
/// <param name="RecoveryCodes">Each good once; shown here only. None when there are some from before.</param>
internal sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes)
{
    public static RecoveryCodesView From(string[] codes) => new(codes);
}

/// <summary>Takes the first code of the app that the caller sets up: from now on they are asked for one. Their sessions that were opened with a password alone end, but the one that asks.</summary>
internal sealed class ConfirmTotp(AccessDb db, SecondFactors factors, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/totp/confirm", (ConfirmTotpRequest request, ConfirmTotp feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp(RecoveryCodesView.From))
        .TakesCredentials();

    public async Task<Result<string[]>> Handle(OpContext op, ConfirmTotpRequest request, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (await db.UserOf(op, op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if ((await factors.Count(op, user, ct)).Fails(out var counted, out var locked))
        {
            return locked;
        }

        var session = op.Origin.SessionId!.Value;
        await using var change = db.ChangeFor(op.AtHome());
        if ((await factors.Confirm(change, user, request.Code, session, ct)).Fails(out var codes, out var problem))
        {
            return problem;
        }

        SignInDb.Forgive(change, counted);
        SessionDb.Authenticated(change, session, [ProofMethod.Code, ProofMethod.SeveralFactors], time.GetUtcNow());
        change.Publish(new UserSecondFactorsChanged(user.Id, SecondFactorChange.Added));
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
        return await change.Commit(codes, ct);
    }
}
