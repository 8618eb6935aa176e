using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity;

/// <summary>Knows what people may do while they are not there: for what runs on their behalf.</summary>
public interface IAbsentPeople
{
    /// <summary>
    /// A person of the operation's tenant as a principal, with what they may do now: what their roles give, for <see cref="IAuthorizer"/> to judge with the
    /// tenant's policies. Null when there is no such person, or they may not sign in. Asked outside any change.
    /// </summary>
    Task<Principal?> Find(OpContext op, Guid person, CancellationToken ct);
}
