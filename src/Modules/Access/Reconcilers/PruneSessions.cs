using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Reconcilers;

/// <summary>Removes sessions and throttles whose time is over.</summary>
internal sealed class PruneSessions(AccessDb db, TimeProvider time) : IReconciler
{
    public Task Reconcile(CancellationToken ct) => db.Prune(time.GetUtcNow(), ct);
}
