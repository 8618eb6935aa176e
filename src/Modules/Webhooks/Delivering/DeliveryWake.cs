using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>Tells this process's workers that there may be something to send. Losing a call costs one poll interval.</summary>
internal sealed class DeliveryWake(WorkSignals signals)
{
    public void Now() => signals.Wake<DeliverWebhooks>();
}
