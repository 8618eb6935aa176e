using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Removes an organization that has no groups.</summary>
internal sealed class DeleteOrganization(TenancyDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/organizations/{id}", (OrganizationId id, IfMatch match, DeleteOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(TenancyPermissions.StructureWrite);

    public async Task<Result<Done>> Handle(OpContext op, OrganizationId id, IfMatch match, CancellationToken ct)
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

        TenancyDb.Delete(change, id);
        change.OnViolation("device_group_organization_fkey", TenancyProblems.OrganizationNotEmpty);
        change.Publish(new OrganizationDeleted(id));
        change.Audit(OrganizationView.Fact(organization, null));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
