using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tenant's user groups, newest first.</summary>
internal sealed class ListUserGroups(UserGroupDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/user-groups", (
                [Description("Only groups whose name contains this, whatever its case; 2 to 100 characters.")] string? search,
                [Description("Only groups that this user is in.")] UserId? userId,
                PageQuery page,
                ListUserGroups feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, SearchQuery.Parse(search), userId, page.Request, ct).ToHttp(UserGroupView.From));

    public async Task<Result<Page<UserGroup>>> Handle(OpContext op, SearchText? search, UserId? member, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Groups(op, search, member, page, ct), g => g.Id.Value);
}
