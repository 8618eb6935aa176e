using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Modules.Webhooks;

/// <summary>The parts of this module that a tenant has by its plan.</summary>
internal static class WebhooksFlags
{
    public static Flag Webhooks { get; } = new("webhooks", "Tell addresses outside of events.");
}
