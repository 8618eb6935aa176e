using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tenant's people, newest first.</summary>
internal sealed class ListUsers(AccessDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users", (PageQuery page, ListUsers feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(UserView.From))
        .Requires(AccessPermissions.Read);

    public async Task<Result<Page<User>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Users(op, page, ct), u => u.Id.Value);
}
