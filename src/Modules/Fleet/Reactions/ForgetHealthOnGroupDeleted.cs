using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reactions;

/// <summary>A group or organization goes only when it is empty, so its node has no score that anything above would miss.</summary>
internal sealed class ForgetHealthOnGroupDeleted(AssessmentDb db) : IHandle<GroupDeleted>
{
    public async Task Handle(OpContext op, GroupDeleted what, StoredEvent stored, CancellationToken ct)
    {
        await using var change = db.Change();
        AssessmentDb.DeleteNode(change, ScopeLevel.Group, what.Group.Value);
        await change.Commit(ct);
    }
}
