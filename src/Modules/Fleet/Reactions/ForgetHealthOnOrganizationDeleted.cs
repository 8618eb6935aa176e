using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reactions;

/// <summary>As for groups.</summary>
internal sealed class ForgetHealthOnOrganizationDeleted(AssessmentDb db) : IHandle<OrganizationDeleted>
{
    public async Task Handle(OpContext op, OrganizationDeleted what, StoredEvent stored, CancellationToken ct)
    {
        await using var change = db.Change();
        AssessmentDb.DeleteNode(change, ScopeLevel.Organization, what.Organization.Value);
        await change.Commit(ct);
    }
}
