using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A role that a tenant has made.</summary>
public readonly partial record struct RoleId(Guid Value) : IId<RoleId>;
