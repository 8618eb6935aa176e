using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>Tells the broker again whom to refuse: it may have been set up anew.</summary>
internal sealed class RevokeLogIns(Revocations revocations) : IReconciler
{
    public Task Reconcile(CancellationToken ct) => revocations.Push(ct);
}
