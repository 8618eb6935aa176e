using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A person of a tenant, as other modules see them.</summary>
/// <param name="Id">Which.</param>
/// <param name="Username">What they sign in with.</param>
/// <param name="Email">Their address.</param>
public sealed record PersonSummary(UserId Id, string Username, string Email);

/// <summary>What other modules may ask of people.</summary>
public interface IUsers
{
    /// <summary>Whether the operation's tenant has this person, able to sign in or not.</summary>
    Task<bool> Has(OpContext op, UserId id, CancellationToken ct);

    /// <summary>Those of the operation's tenant who may sign in, by their ids or usernames; who is not there is left out.</summary>
    Task<IReadOnlyList<PersonSummary>> Find(OpContext op, IReadOnlyCollection<string> named, CancellationToken ct);
}
