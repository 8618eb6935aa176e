using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A group of people.</summary>
public readonly partial record struct UserGroupId(Guid Value) : IId<UserGroupId>;
