using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Meaning">What the group is for: at most 500 characters.</param>
internal sealed record UpdateUserGroupRequest(string Name, string? Meaning = null) : IRequest
{
    public Problem? Check() => UserGroup.Check(Name, Meaning);
}

/// <summary>Renames a user group, or says anew what it is for.</summary>
internal sealed class UpdateUserGroup(UserGroupDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/user-groups/{id}", (UserGroupId id, UpdateUserGroupRequest request, IfMatch match, UpdateUserGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(UserGroupView.From));

    public async Task<Result<UserGroup>> Handle(OpContext op, UserGroupId id, UpdateUserGroupRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(UserGroupDb.ForUpdate(change, id, ct), AccessProblems.UserGroupNotFound)).Fails(out var group, out var problem))
        {
            return problem;
        }

        if (group.Name != request.Name.Trim() && group.CheckByHand() is { } provisioned)
        {
            return provisioned;
        }

        var updated = group.Rename(request.Name, request.Meaning);
        UserGroupDb.Update(change, updated);
        change.Publish(new UserGroupUpdated(id, updated.Name));
        change.Audit(UserGroupView.Fact(group, updated));
        return await change.Commit(updated, ct);
    }
}
