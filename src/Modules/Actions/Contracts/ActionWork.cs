using System.Text.Json;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>What an action is done to, where it is a thing of ours.</summary>
/// <param name="Kind">As in routes, in the singular: device.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">For people, as it was when the run was planned.</param>
public sealed record ActionTarget(string Kind, Guid Id, string Name);

/// <summary>Why a run came to be, where another thing asked for it.</summary>
/// <param name="Kind">As in routes, in the singular: ticket.</param>
/// <param name="Id">Which.</param>
public sealed record ActionOrigin(string Kind, Guid Id);

/// <summary>Why a run was not done, or why nobody knows.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Detail">For a person.</param>
public sealed record ActionFailure(string Code, string Detail)
{
    /// <summary>The process that did it is gone.</summary>
    public const string UnknownCode = "action.outcome_unknown";
}

/// <summary>Exactly what is to be done.</summary>
/// <param name="Provider">Whose action it is: <c>integrations</c>.</param>
/// <param name="Through">Which of the provider's things does it: an integration's id.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Parameters">As the action describes them.</param>
/// <param name="Target">To what; null when the parameters say it all.</param>
/// <param name="Reference">Marks the intent outside: the same when it is tried again.</param>
/// <param name="Basis">Digest of where <paramref name="Through"/> leads: with another one, nothing is done.</param>
public sealed record ActionWork(string Provider, string Through, string Action, JsonElement Parameters, ActionTarget? Target, string Reference, string Basis);
