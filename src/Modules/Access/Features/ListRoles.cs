using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A role on the wire.</summary>
/// <param name="Id">What users and assignments name it by.</param>
/// <param name="Name">For people.</param>
/// <param name="Meaning">One sentence for who assigns it.</param>
/// <param name="Permissions">What it gives, as <c>area:verb</c>.</param>
internal sealed record RoleView(string Id, string Name, string Meaning, IReadOnlyList<string> Permissions);

/// <summary>The roles that can be assigned, the most powerful first.</summary>
/// <param name="Items">All of them.</param>
internal sealed record RolesView(IReadOnlyList<RoleView> Items);

/// <summary>The roles that can be assigned, with what they give.</summary>
internal sealed class ListRoles(RoleTable roles) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/roles", (ListRoles feature) => feature.Handle().ToHttp());

    public Task<Result<RolesView>> Handle() =>
        Task.FromResult<Result<RolesView>>(new RolesView([.. StockRole.All.Select(r => new RoleView(r.Id, r.Name, r.Meaning, roles.PermissionsOf(r.Id)))]));
}
