using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>An action that can be done now.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Through">Which of the provider's things does it.</param>
/// <param name="ThroughName">Its name for people.</param>
/// <param name="Action">What it does.</param>
/// <param name="Basis">As in <see cref="ActionWork.Basis"/>.</param>
public sealed record OfferedAction(string Provider, string Through, string ThroughName, ActionDescription Action, string Basis)
{
    /// <summary>Where what does it hangs in the tenant's tree: it does nothing for what lies elsewhere.</summary>
    public ScopePath Place { get; init; }
}

/// <summary>The providers that are there.</summary>
public static class ActionProviders
{
    /// <summary>Connectors' actions, through a tenant's integrations.</summary>
    public const string Integrations = "integrations";
}

/// <summary>
/// Does actions of one kind: connectors', devices', the platform's own. One per scope. Plan, Perform and PostCheck are called outside any
/// change, are bounded in time, and end with an answer whatever happens outside.
/// </summary>
public interface IActionProvider
{
    /// <summary>Lower case; never renamed.</summary>
    string Key { get; }

    /// <summary>All that can be done now.</summary>
    Task<IReadOnlyList<OfferedAction>> Offers(OpContext op, CancellationToken ct);

    /// <summary>One of them; null when it is not there.</summary>
    Task<OfferedAction?> Find(OpContext op, string through, string action, CancellationToken ct);

    /// <summary>What is wrong with the parameters; null when they are as described.</summary>
    Problem? Check(OfferedAction action, JsonElement parameters);

    /// <summary>What would be done; nothing is.</summary>
    Task<Result<ActionPlan>> Plan(OpContext op, ActionWork work, CancellationToken ct);

    /// <summary>Does it, once.</summary>
    Task<ActionOutcome> Perform(OpContext op, ActionWork work, CancellationToken ct);

    /// <summary>Whether it is done; nothing is changed.</summary>
    Task<PostCheck> PostCheck(OpContext op, ActionWork work, CancellationToken ct);
}
