using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reactions;

/// <summary>A group or organization goes only when it is empty, so its node has no score that anything above would miss.</summary>
internal sealed class ForgetHealthOnGroupDeleted : IHandle<GroupDeleted>
{
    public Task<Problem?> Handle(Change change, GroupDeleted what, StoredEvent stored, CancellationToken ct)
    {
        AssessmentDb.DeleteNode(change, ScopeLevel.Group, what.Group.Value);
        return Task.FromResult<Problem?>(null);
    }
}
