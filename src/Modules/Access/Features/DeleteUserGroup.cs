using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes a user group. Its members stay, without the roles that they had by it.</summary>
internal sealed class DeleteUserGroup(UserGroupDb db, TenantAdmins admins, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/user-groups/{id}", (UserGroupId id, IfMatch match, DeleteUserGroup feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserGroupId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(UserGroupDb.ForUpdate(change, id, ct), AccessProblems.UserGroupNotFound)).Fails(out var group, out var problem))
        {
            return problem;
        }

        if ((rights.CheckNamed(op, PolicyVocabulary.GroupOf(id.Value))
                ?? rights.CheckNamed(op, guard.Book, (await AssignmentDb.OfGroup(change, op.Tenant, id, time.GetUtcNow(), ct)).Select(a => a.Role))) is { } concerned)
        {
            return concerned;
        }

        UserGroupDb.Delete(change, group);
        await Quotas.Return(change, UserGroupDb.Quota, 1, ct);
        change.Publish(new UserGroupDeleted(id, group.Name));
        change.Audit(UserGroupView.Fact(group, null));
        return await guard.Commit(Done.Value, ct);
    }
}
