using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>The tenant's people, for modules that name one.</summary>
public interface IUsers
{
    /// <summary>Whether the operation's tenant has this person, and they may sign in.</summary>
    Task<bool> IsActive(OpContext op, UserId id, CancellationToken ct);
}
