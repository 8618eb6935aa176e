using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>One organization.</summary>
internal sealed class GetOrganization(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/organizations/{id}", (OrganizationId id, GetOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(OrganizationView.From));

    public async Task<Result<Organization>> Handle(OpContext op, OrganizationId id, CancellationToken ct) =>
        await db.Organization(op, id, ct) is { } organization ? organization : TenancyProblems.OrganizationNotFound;
}
