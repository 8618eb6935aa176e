using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>An integration, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Connector">The connector's key.</param>
/// <param name="Name">Its name for people.</param>
public sealed record IntegrationSummary(IntegrationId Id, string Connector, string Name);

/// <summary>Finds integrations and runs actions through them.</summary>
public interface IIntegrations
{
    /// <summary>One integration; null when there is none.</summary>
    Task<IntegrationSummary?> Find(OpContext op, IntegrationId id, CancellationToken ct);

    /// <summary>The tenant's oldest integration that passed its last test and can do the action; null when there is none.</summary>
    Task<IntegrationSummary?> FindFor(OpContext op, string action, CancellationToken ct);

    /// <summary>What is wrong with an action for a connector; null when it can be tried.</summary>
    /// <param name="connector">The connector's key.</param>
    /// <param name="action">The action's key.</param>
    /// <param name="parameters">An object.</param>
    /// <param name="field">What the caller's request calls the action: <c>action</c> gives problems at <c>action.parameters.text</c>.</param>
    Problem? Check(string connector, string action, JsonElement parameters, string field);

    /// <summary>
    /// Does an action, within the configured time. Call it outside any change, with the intent committed before and the outcome after. It
    /// ends with an outcome whatever happens outside; only the caller's own cancellation throws.
    /// </summary>
    Task<ActionOutcome> Execute(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct);
}
