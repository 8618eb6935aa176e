using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A person.</summary>
public readonly partial record struct UserId(Guid Value) : IId<UserId>;
