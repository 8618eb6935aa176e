using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
internal sealed record CreateOrganizationRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Adds a client or unit to the tenant.</summary>
internal sealed class CreateOrganization(TenancyDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/organizations", (CreateOrganizationRequest request, CreateOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(OrganizationView.From, view => $"/api/organizations/{view.Id}"));

    public async Task<Result<Organization>> Handle(OpContext op, CreateOrganizationRequest request, CancellationToken ct)
    {
        var organization = Organization.Found(request.Name, time);
        await using var change = db.Change();
        TenancyDb.Insert(change, organization);
        change.OnViolation("organization_name_key", TenancyProblems.OrganizationExists);
        change.Publish(new OrganizationCreated(organization.Id, organization.Name), organization.Place);
        change.Audit(OrganizationView.Fact(null, OrganizationView.From(organization)));
        return await change.Commit(organization, ct);
    }
}
