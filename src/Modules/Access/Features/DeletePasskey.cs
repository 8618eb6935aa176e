using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes one of the caller's passkeys.</summary>
internal sealed class DeletePasskey(AccessDb db, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/auth/passkeys/{id}", (PasskeyId id, DeletePasskey feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, PasskeyId id, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        var (own, user) = (op.AtHome(), UserId.From(op.Principal.Id!.Value));
        await using var change = db.ChangeFor(own);
        if (await PasskeyDb.ForUpdate(change, user, id, ct) is not { } key)
        {
            return AccessProblems.PasskeyNotFound;
        }

        var left = await SecondFactorDb.Of(change, own.Tenant, user, ct);
        if (left is { TotpSince: null, Passkeys: <= 1 })
        {
            if (left.Required)
            {
                return AccessProblems.LastSecondFactor;
            }

            SecondFactorDb.DeleteRecoveryCodes(change, user);
        }

        PasskeyDb.Delete(change, id);
        change.Publish(new UserSecondFactorsChanged(user, SecondFactorChange.Removed));
        change.Audit(PasskeyView.Fact(key, null));
        return await change.Commit(Done.Value, ct);
    }
}
