using Holdfast.Modules.Fleet.Broker;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>
/// Tells the broker all again now and then, whom to refuse above all: a server of it may have been set up anew. What is new it is told by <see cref="KeepClaims"/>, at once.
/// What need not be refused any more is forgotten.
/// </summary>
internal sealed class RevokeLogIns(BrokerClaims claims, FleetDb db, TimeProvider time) : IReconciler
{
    public async Task Reconcile(CancellationToken ct)
    {
        await db.PruneRevocations(time.GetUtcNow(), ct);
        await claims.Push(all: true, ct);
    }
}
