using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Puts somebody into a user group. They get its roles by it, so it takes all that is in those where they are held.</summary>
internal sealed class AddUserGroupMember(UserGroupDb db, AssignmentDb assignments, TenantAdmins admins, Places places, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/user-groups/{id}/members/{userId}", (UserGroupId id, UserId userId, IfMatch match, AddUserGroupMember feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, userId, match, ct).ToHttp(UserGroupView.From));

    public async Task<Result<UserGroup>> Handle(OpContext op, UserGroupId id, UserId who, IfMatch match, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var seen = await places.Look(op, (await assignments.OfGroup(op, id, now, ct)).Select(a => (a.In, a.Scope)), ct);
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

        if (await MemberDb.Name(change, op.Tenant, who, ct) is not { } name)
        {
            return AccessProblems.UserNotFound;
        }

        if (await UserGroupDb.HasMember(change, op, id, who, ct))
        {
            return AccessProblems.AlreadyAMember;
        }

        var given = await AssignmentDb.OfGroup(change, op.Tenant, id, now, ct);
        if (given.Exists(a => !rights.MayGive(op, guard.Book.PermissionsOf(a.Role), a.In, seen.Of(a.In, a.Scope))))
        {
            return AccessProblems.Escalation;
        }

        if ((rights.CheckNamed(op, PolicyVocabulary.GroupOf(id.Value)) ?? rights.CheckNamed(op, guard.Book, given.Select(a => a.Role))) is { } concerned)
        {
            return concerned;
        }

        var grown = group.Grow(1);
        UserGroupDb.AddMember(change, group, who, now);
        UserGroupDb.Update(change, grown);
        change.Publish(new UserGroupMemberAdded(id, who));
        change.Audit(UserGroupMemberView.Fact(group, who, name, true));
        return await change.Commit(grown, ct);
    }
}
