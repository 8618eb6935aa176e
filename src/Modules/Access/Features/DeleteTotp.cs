using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes the caller's app for codes.</summary>
internal sealed class DeleteTotp(AccessDb db, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/auth/totp", (DeleteTotp feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        var (own, user) = (op.AtHome(), UserId.From(op.Principal.Id!.Value));
        await using var change = db.ChangeFor(own);
        var left = await SecondFactorDb.Of(change, own.Tenant, user, ct);
        if (left is { Passkeys: 0, TotpSince: not null })
        {
            if (left.Required)
            {
                return AccessProblems.LastSecondFactor;
            }

            SecondFactorDb.DeleteRecoveryCodes(change, user);
        }

        if (!await SecondFactorDb.DeleteTotp(change, user, ct))
        {
            return AccessProblems.TotpNotFound;
        }

        change.Publish(new UserSecondFactorsChanged(user, SecondFactorChange.Removed));
        change.Audit(new AuditFact("user", user.Value, op.Principal.Name) { Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning });
        return await change.Commit(Done.Value, ct);
    }
}
