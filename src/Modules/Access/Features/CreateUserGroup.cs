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

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case.</param>
/// <param name="Meaning">What the group is for: at most 500 characters.</param>
internal sealed record CreateUserGroupRequest(string Name, string? Meaning = null) : IRequest
{
    public Problem? Check() => UserGroup.Check(Name, Meaning);
}

/// <summary>Makes a user group, with nobody in it.</summary>
internal sealed class CreateUserGroup(UserGroupDb db, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/user-groups", (CreateUserGroupRequest request, CreateUserGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(UserGroupView.From, view => $"/api/user-groups/{view.Id}"));

    public async Task<Result<UserGroup>> Handle(OpContext op, CreateUserGroupRequest request, CancellationToken ct)
    {
        var group = new UserGroup(Id.New<UserGroupId>(time), op.Tenant, request.Name.Trim(), request.Meaning?.Trim() ?? "", 0, 1, time.GetUtcNow());
        await using var change = db.Change();
        if (await quotas.Take(change, UserGroupDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        UserGroupDb.Insert(change, group);
        change.Publish(new UserGroupCreated(group.Id, group.Name));
        change.Audit(UserGroupView.Fact(null, group));
        return await change.Commit(group, ct);
    }
}
