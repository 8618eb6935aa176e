using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>One of a tenant's own policies.</summary>
public readonly partial record struct PolicyId(Guid Value) : IId<PolicyId>;
