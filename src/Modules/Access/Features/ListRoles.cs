using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The roles that can be assigned: the stock roles, the most powerful first, then the tenant's own by name.</summary>
/// <param name="Items">All of them: how many a tenant may have is a quota.</param>
internal sealed record RolesView(IReadOnlyList<RoleView> Items)
{
    public static RolesView From(RoleBook book) => new([.. StockRole.All.Select(r => RoleView.From(r, book)), .. book.Own.Select(r => RoleView.From(r, book))]);
}

/// <summary>The roles that can be assigned, with what they give.</summary>
internal sealed class ListRoles(RoleDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/roles", (ListRoles feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<RolesView>> Handle(OpContext op, CancellationToken ct) => RolesView.From(await db.Book(op, ct));
}
