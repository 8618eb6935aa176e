using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reactions;

/// <summary>As for groups.</summary>
internal sealed class ForgetHealthOnOrganizationDeleted : IHandle<OrganizationDeleted>
{
    public Task<Problem?> Handle(Change change, OrganizationDeleted what, StoredEvent stored, CancellationToken ct)
    {
        AssessmentDb.DeleteNode(change, ScopeLevel.Organization, what.Organization.Value);
        return Task.FromResult<Problem?>(null);
    }
}
