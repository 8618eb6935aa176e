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
internal sealed record UpdateOrganizationRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Renames an organization.</summary>
internal sealed class UpdateOrganization(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/organizations/{id}", (OrganizationId id, UpdateOrganizationRequest request, IfMatch match, UpdateOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(OrganizationView.From));

    public async Task<Result<Organization>> Handle(OpContext op, OrganizationId id, UpdateOrganizationRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(TenancyDb.OrganizationForUpdate(change, id, ct), TenancyProblems.OrganizationNotFound)).Fails(out var organization, out var problem))
        {
            return problem;
        }

        var before = OrganizationView.From(organization);
        organization.Rename(request.Name);
        TenancyDb.Update(change, organization);
        change.OnViolation("organization_name_key", TenancyProblems.OrganizationExists);
        change.Publish(new OrganizationRenamed(id, organization.Name), organization.Place);
        change.Audit(OrganizationView.Fact(before, OrganizationView.From(organization)));
        return await change.Commit(organization, ct);
    }
}
