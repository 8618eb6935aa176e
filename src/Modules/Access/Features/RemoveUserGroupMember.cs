using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes somebody out of a user group, and its roles with that.</summary>
internal sealed class RemoveUserGroupMember(UserGroupDb db, TenantAdmins admins, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/user-groups/{id}/members/{userId}", (UserGroupId id, UserId userId, IfMatch match, RemoveUserGroupMember feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, userId, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserGroupId id, UserId who, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(UserGroupDb.ForUpdate(change, id, ct), AccessProblems.UserGroupNotFound)).Fails(out var group, out var problem))
        {
            return problem;
        }

        if (group.CheckByHand() is { } provisioned)
        {
            return provisioned;
        }

        if (!await UserGroupDb.HasMember(change, op, id, who, ct) || await MemberDb.Name(change, op.Tenant, who, ct) is not { } name)
        {
            return AccessProblems.NotAMember;
        }

        if ((rights.CheckNamed(op, PolicyVocabulary.GroupOf(id.Value))
                ?? rights.CheckNamed(op, guard.Book, (await AssignmentDb.OfGroup(change, op.Tenant, id, time.GetUtcNow(), ct)).Select(a => a.Role))) is { } concerned)
        {
            return concerned;
        }

        UserGroupDb.RemoveMember(change, group, who);
        UserGroupDb.Update(change, group.Grow(-1));
        change.Publish(new UserGroupMemberRemoved(id, who));
        change.Audit(UserGroupMemberView.Fact(group, who, name, false));
        return await guard.Commit(Done.Value, ct);
    }
}
