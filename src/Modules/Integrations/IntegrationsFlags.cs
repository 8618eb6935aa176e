using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Modules.Integrations;

/// <summary>The parts of this module that a tenant has by its plan.</summary>
internal static class IntegrationsFlags
{
    public static Flag Integrations { get; } = new("integrations", "Use outside products.");
}
