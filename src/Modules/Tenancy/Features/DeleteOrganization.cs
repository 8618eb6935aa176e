using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Removes an organization that has no groups.</summary>
internal sealed class DeleteOrganization(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/organizations/{id}", (OrganizationId id, IfMatch match, DeleteOrganization feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, OrganizationId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(TenancyDb.OrganizationForUpdate(change, id, ct), TenancyProblems.OrganizationNotFound)).Fails(out var organization, out var problem))
        {
            return problem;
        }

        TenancyDb.Delete(change, id);
        change.OnViolation("device_group_organization_fkey", TenancyProblems.OrganizationNotEmpty);
        change.Publish(new OrganizationDeleted(id), organization.Place);
        change.Audit(OrganizationView.Fact(OrganizationView.From(organization), null));
        return await change.Commit(Done.Value, ct);
    }
}
