using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>What other modules may ask of people.</summary>
public interface IUsers
{
    /// <summary>Whether the operation's tenant has this person, able to sign in or not.</summary>
    Task<bool> Has(OpContext op, UserId id, CancellationToken ct);
}
