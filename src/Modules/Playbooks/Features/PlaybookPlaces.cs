using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Where a new playbook may hang: at the tenant, an organization or a group, within reach of who writes it.</summary>
internal sealed class PlaybookPlaces(ScopeTree tree)
{
    public async Task<Result<ScopePath>> Of(OpContext op, Scope? wanted, CancellationToken ct) =>
        wanted is { Level: ScopeLevel.Device } || await tree.Find(op, wanted ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place ? PlaybooksProblems.UnknownScope
        : op.Reach.Covers(place) ? place
        : place == ScopePath.Tenant ? OperationProblems.OutOfReach(PlaybooksPermissions.Write.Name)
        : PlaybooksProblems.UnknownScope;
}
