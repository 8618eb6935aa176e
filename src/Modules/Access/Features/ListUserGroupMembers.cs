using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who is in a user group, the newest people first.</summary>
internal sealed class ListUserGroupMembers(UserGroupDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/user-groups/{id}/members", (UserGroupId id, PageQuery page, ListUserGroupMembers feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(UserGroupMemberView.From));

    public async Task<Result<Page<UserGroupMember>>> Handle(OpContext op, UserGroupId id, PageRequest page, CancellationToken ct) =>
        await db.Group(op, id, ct) is null ? AccessProblems.UserGroupNotFound : page.Cut(await db.Members(op, id, page, ct), m => m.User.Value);
}
