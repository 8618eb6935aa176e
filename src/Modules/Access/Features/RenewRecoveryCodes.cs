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

/// <summary>Gives the caller ten other recovery codes, in the place of those that were left.</summary>
internal sealed class RenewRecoveryCodes(AccessDb db, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/recovery-codes", (RenewRecoveryCodes feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp(RecoveryCodesView.From))
        .TakesCredentials();

    public async Task<Result<string[]>> Handle(OpContext op, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        var (own, user) = (op.AtHome(), UserId.From(op.Principal.Id!.Value));
        await using var change = db.ChangeFor(own);
        if (!(await SecondFactorDb.Of(change, own.Tenant, user, ct)).Any)
        {
            return AccessProblems.NoSecondFactor;
        }

        var codes = RecoveryCode.NewSet();
        SecondFactorDb.PutRecoveryCodes(change, user, codes);
        change.Publish(new UserSecondFactorsChanged(user, SecondFactorChange.RecoveryCodes));
        change.Audit(new AuditFact("user", user.Value, op.Principal.Name) { Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
        return await change.Commit(codes, ct);
    }
}
