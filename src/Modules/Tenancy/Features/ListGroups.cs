using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The tenant's groups, or those of one organization, newest first.</summary>
internal sealed class ListGroups(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/groups", (OrganizationId? organizationId, PageQuery page, ListGroups feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, organizationId, page.Request, ct).ToHttp(GroupView.From));

    public async Task<Result<Page<Group>>> Handle(OpContext op, OrganizationId? organization, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Groups(op, organization, page, ct), g => g.Id.Value);
}
