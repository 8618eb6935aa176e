using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One user group.</summary>
internal sealed class GetUserGroup(UserGroupDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/user-groups/{id}", (UserGroupId id, GetUserGroup feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(UserGroupView.From));

    public async Task<Result<UserGroup>> Handle(OpContext op, UserGroupId id, CancellationToken ct) =>
        await db.Group(op, id, ct) is { } group ? group : AccessProblems.UserGroupNotFound;
}
