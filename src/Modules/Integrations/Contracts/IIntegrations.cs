using System.Text.Json;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>An integration, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Connector">The connector's key.</param>
/// <param name="Name">Its name for people.</param>
public sealed record IntegrationSummary(IntegrationId Id, string Connector, string Name)
{
    /// <summary>Where it hangs in the tenant's tree: who works through it has a right there.</summary>
    public ScopePath Place { get; init; }
}

/// <summary>An action that can be done through an integration.</summary>
/// <param name="Integration">Through which.</param>
/// <param name="Action">What it does.</param>
/// <param name="Basis">Digest of where the integration goes: another one means that a plan made before is of something else.</param>
public sealed record IntegrationAction(IntegrationSummary Integration, ActionDescription Action, string Basis);

/// <summary>
/// Finds integrations and works through them. Calls go outside: make them outside any change. They end within the configured time and with an
/// outcome or problem without secrets, whatever happens outside; only the caller's own cancellation throws.
/// </summary>
public interface IIntegrations
{
    /// <summary>One integration; null when there is none.</summary>
    Task<IntegrationSummary?> Find(OpContext op, IntegrationId id, CancellationToken ct);

    /// <summary>Through the tenant's oldest integration that passed its last test and has one: the action for a purpose; null when there is none.</summary>
    Task<IntegrationAction?> FindFor(OpContext op, ActionPurpose purpose, CancellationToken ct);

    /// <summary>The same, read inside a change in the tenant's store.</summary>
    Task<IntegrationAction?> FindFor(Change change, ActionPurpose purpose, CancellationToken ct);

    /// <summary>Through all of the tenant's integrations that passed their last test and have one, the oldest first: the action for a purpose.</summary>
    Task<IReadOnlyList<IntegrationAction>> FindAllFor(OpContext op, ActionPurpose purpose, CancellationToken ct);

    /// <summary>An integration's action; null when there is none of either.</summary>
    Task<IntegrationAction?> FindAction(OpContext op, IntegrationId id, string action, CancellationToken ct);

    /// <summary>All that can be done through the tenant's integrations, the oldest integration first.</summary>
    Task<IReadOnlyList<IntegrationAction>> Actions(OpContext op, CancellationToken ct);

    /// <summary>What is wrong with an action for a connector; null when it can be tried.</summary>
    /// <param name="connector">The connector's key.</param>
    /// <param name="action">The action's key.</param>
    /// <param name="parameters">An object.</param>
    /// <param name="field">What the caller's request calls the action: <c>action</c> gives problems at <c>action.parameters.text</c>.</param>
    Problem? Check(string connector, string action, JsonElement parameters, string field);

    /// <summary>What an action would do; nothing is changed.</summary>
    Task<Result<ActionPlan>> Plan(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct);

    /// <summary>Does an action, if the integration leads where the basis says. Commit the intent before and the outcome after.</summary>
    Task<ActionOutcome> Execute(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, string basis, CancellationToken ct);

    /// <summary>Whether what an action was to do is so; nothing is changed.</summary>
    Task<PostCheck> PostCheck(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct);

    /// <summary>Reads a page of what the product has.</summary>
    Task<Result<ReadPage>> Read(OpContext op, IntegrationId id, ReadCall call, CancellationToken ct);

    /// <summary>Proves that a document is of the integration's product, and takes it apart.</summary>
    Task<Result<ReadPage>> Accept(OpContext op, IntegrationId id, InboundCall call, CancellationToken ct);
}
