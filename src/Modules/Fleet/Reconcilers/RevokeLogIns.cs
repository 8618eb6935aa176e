using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>Tells the broker whom to refuse: as soon as a device is removed, and again now and then, for it may have been set up anew.</summary>
internal sealed class RevokeLogIns(Revocations revocations) : IReconciler
{
    public const string Name = "fleet.revoke_log_ins";

    public Task Reconcile(CancellationToken ct) => revocations.Push(ct);
}
