using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
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
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/organizations/{id}", (OrganizationId id, UpdateOrganizationRequest request, IfMatch match, UpdateOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(OrganizationView.From))
        .Requires(TenancyPermissions.StructureWrite);

    public async Task<Result<Organization>> Handle(OpContext op, OrganizationId id, UpdateOrganizationRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TenancyDb.OrganizationForUpdate(change, id, ct) is not { } organization)
        {
            return TenancyProblems.OrganizationNotFound;
        }

        if (match.Check(organization.Version) is { } stale)
        {
            return stale;
        }

        var before = OrganizationView.Show(organization);
        organization.Rename(request.Name);
        TenancyDb.Update(change, organization);
        change.OnViolation("organization_name_key", TenancyProblems.OrganizationExists);
        change.Publish(new OrganizationRenamed(id, organization.Name));
        change.Audit(new AuditFact("organization", id.Value, organization.Name, before, OrganizationView.Show(organization)));
        return await change.Commit(ct) is { } problem ? problem : organization;
    }
}
