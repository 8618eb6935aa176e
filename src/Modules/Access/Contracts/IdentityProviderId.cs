using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A program outside that says for a tenant who somebody is.</summary>
public readonly partial record struct IdentityProviderId(Guid Value) : IId<IdentityProviderId>;
