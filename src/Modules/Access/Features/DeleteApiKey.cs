using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes a key away: it is good for nothing within a second, in every process. What it did stays to be seen.</summary>
internal sealed class DeleteApiKey(ApiKeyDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.WriteKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/api-keys/{id}", (ApiKeyId id, IfMatch match, DeleteApiKey feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, ApiKeyId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(ApiKeyDb.ForUpdate(change, id, ct), AccessProblems.KeyNotFound)).Fails(out var key, out var problem)
            || key.Revoke(RevokedReason.ByUser, time.GetUtcNow()).Fails(out var revoked, out problem))
        {
            return problem;
        }

        ApiKeyDb.Revoke(change, revoked);
        AssignmentDb.DeleteOf(change, key.Tenant, AssigneeKind.ApiKey, key.Id.Value);
        await Quotas.Return(change, ApiKeyDb.Quota, 1, ct);
        change.Publish(new ApiKeyRevoked(key.Id, key.Name, key.Prefix), key.Place);
        change.Audit(ApiKeyView.Fact(key, revoked));
        return await change.Commit(Done.Value, ct);
    }
}
