using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A tenant's configured use of a connector.</summary>
public readonly partial record struct IntegrationId(Guid Value) : IId<IntegrationId>;
