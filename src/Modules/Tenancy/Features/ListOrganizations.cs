using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The tenant's organizations, newest first.</summary>
internal sealed class ListOrganizations(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/organizations", (PageQuery page, ListOrganizations feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(OrganizationView.From));

    public async Task<Result<Page<Organization>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Organizations(op, page, ct), o => o.Id.Value);
}
