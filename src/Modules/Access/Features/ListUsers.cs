using System.ComponentModel;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tenant's people, or those whose name or e-mail address contains a text; newest first.</summary>
internal sealed class ListUsers(AccessDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users", (
                [Description("Only people whose name or e-mail address contains this, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListUsers feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, SearchQuery.Parse(search), page.Request, ct).ToHttp(UserView.From));

    public async Task<Result<Page<User>>> Handle(OpContext op, SearchText? search, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Users(op, search, page, ct), u => u.Id.Value);
}
