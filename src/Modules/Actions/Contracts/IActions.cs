using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>What somebody wants done.</summary>
/// <param name="Provider">Whose action it is.</param>
/// <param name="Through">Which of the provider's things does it.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Parameters">As the action describes them.</param>
public sealed record ActionRequest(string Provider, string Through, string Action, JsonElement Parameters)
{
    /// <summary>To what.</summary>
    public ActionTarget? Target { get; init; }

    /// <summary>Where in the tenant's tree it takes effect: who has a right there sees the run. The caller has checked that the operation reaches it.</summary>
    public ScopePath Place { get; init; }

    /// <summary>Why, for the person who approves.</summary>
    public string? Reason { get; init; }

    /// <summary>The thing that asked for it.</summary>
    public ActionOrigin? Origin { get; init; }

    /// <summary>How long what is done holds: then it is undone by itself. Null: until somebody undoes it.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Marks the intent outside; the run's own id when null. Give the same when the same intent is tried again.</summary>
    public string? Reference { get; init; }
}

/// <summary>A run, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it is.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="Result">What was answered, once it is done.</param>
/// <param name="Failure">Why it was not done, or why nobody knows.</param>
/// <param name="StartedAt">When it began; null while it was not tried.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record ActionRunSummary(
    ActionRunId Id, ActionRunState State, ActionRisk Risk, JsonElement? Result, ActionFailure? Failure, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>Whether what it has done was seen to be so.</summary>
    public Verification Verification { get; init; }

    /// <summary>When it was seen; null while it was not.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>What would be or was done, in a sentence.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>What is known of an action before its product is asked.</summary>
/// <param name="Through">The name of what would do it.</param>
/// <param name="Name">The action's name, for people.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="NeedsApproval">Whether somebody else would have to approve it first.</param>
public sealed record ActionForecast(string Through, string Name, ActionRisk Risk, bool NeedsApproval);

/// <summary>A run that is planned and not yet written down.</summary>
public sealed class PlannedRun
{
    internal PlannedRun(Domain.ActionRun run) => Run = run;

    internal Domain.ActionRun Run { get; }

    /// <summary>Its id.</summary>
    public ActionRunId Id => Run.Id;
}

/// <summary>A run that this operation has begun: once its change is committed, it and nobody else performs it.</summary>
public sealed class BegunRun
{
    internal BegunRun(Domain.ActionRun run) => Run = run;

    internal Domain.ActionRun Run { get; }

    /// <summary>As it is written down with the change.</summary>
    public ActionRunSummary Summary => Run.Summary;

    /// <summary>Whether it is to be performed; otherwise it waits for approval.</summary>
    public bool IsRunning => Run.State == ActionRunState.Running;
}

/// <summary>
/// Plans and runs actions for other modules, which answer for it that the caller may do so. Plan outside any change, begin or start with the
/// change that says why, commit, perform.
/// </summary>
public interface IActions
{
    /// <summary>What would be done. Nothing is written down.</summary>
    Task<Result<PlannedRun>> Plan(OpContext op, ActionRequest request, CancellationToken ct);

    /// <summary>The same as far as it can be told without the product: rights, place, parameters, and whether it would wait for approval. Nothing leaves, and nothing is written down.</summary>
    Task<Result<ActionForecast>> Foresee(OpContext op, ActionRequest request, CancellationToken ct);

    /// <summary>Writes the run down with the caller's change: running, with its intent in the audit log, or waiting for approval where its risk needs one.</summary>
    BegunRun Begin(Change change, PlannedRun planned);

    /// <summary>Starts a run that waits, with the caller's change.</summary>
    Task<Result<BegunRun>> Start(Change change, ActionRunId id, CancellationToken ct);

    /// <summary>Does what was begun, and commits what came of it. It is not cancelled: what has begun gets its outcome written down.</summary>
    Task<ActionRunSummary> Perform(OpContext op, BegunRun begun);

    /// <summary>
    /// Undoes what a run has done, by a run of its inverse action, with the caller's change: running, or waiting for approval where its risk needs one. Plan it
    /// outside any change by <see cref="PlanUndo"/>.
    /// </summary>
    Task<Result<BegunRun>> BeginUndo(Change change, ActionRunId id, PlannedRun undoing, CancellationToken ct);

    /// <summary>What undoing a run would do. Nothing is written down.</summary>
    Task<Result<PlannedRun>> PlanUndo(OpContext op, ActionRunId id, CancellationToken ct);

    /// <summary>A run as it is, read inside the caller's change; null when there is none.</summary>
    Task<ActionRunSummary?> Find(Change change, ActionRunId id, CancellationToken ct);
}
