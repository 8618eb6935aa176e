using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes a provisioning token away: it is good for nothing within a second, in every process. The people and groups that it made stay.</summary>
internal sealed class DeleteProvisioningToken(ProvisioningTokenDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/provisioning-tokens/{id}", (ProvisioningTokenId id, IfMatch match, DeleteProvisioningToken feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, ProvisioningTokenId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(ProvisioningTokenDb.ForUpdate(change, id, ct), ProvisioningProblems.TokenNotFound)).Fails(out var token, out var problem)
            || token.Revoke(time.GetUtcNow()).Fails(out var revoked, out problem))
        {
            return problem;
        }

        ProvisioningTokenDb.Revoke(change, revoked);
        change.Publish(new ProvisioningTokenRevoked(token.Id, token.Name, token.Prefix));
        change.Audit(ProvisioningTokenView.Fact(token, revoked));
        return await change.Commit(Done.Value, ct);
    }
}
