using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A token of a tenant's identity provider.</summary>
public readonly partial record struct ProvisioningTokenId(Guid Value) : IId<ProvisioningTokenId>;
