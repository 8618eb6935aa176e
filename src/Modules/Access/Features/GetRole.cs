using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A role of the tenant's own, with all that it gives. (Stock roles are in the list.)</summary>
internal sealed class GetRole(RoleDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/roles/{id}", (RoleId id, GetRole feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<RoleView>> Handle(OpContext op, RoleId id, CancellationToken ct)
    {
        var book = await db.Book(op, ct);
        return book.Find(id) is { } role ? RoleView.From(role, book) : AccessProblems.RoleNotFound;
    }
}
