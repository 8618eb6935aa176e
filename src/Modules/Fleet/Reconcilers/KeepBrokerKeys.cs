using Holdfast.Modules.Fleet.Broker;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>Goes on with rotations that are due, asked for, or broke off.</summary>
internal sealed class KeepBrokerKeys(BrokerRotation rotation) : IReconciler
{
    public const string Name = "fleet.keep_broker_keys";

    public Task Reconcile(CancellationToken ct) => rotation.Run(ct);
}
