using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A key of a program of the tenant's own.</summary>
public readonly partial record struct ApiKeyId(Guid Value) : IId<ApiKeyId>;
