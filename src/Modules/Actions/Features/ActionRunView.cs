using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Features;

/// <summary>A run on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it is.</param>
/// <param name="Provider">Whose action it is.</param>
/// <param name="Through">Which of the provider's things does it: an integration's id.</param>
/// <param name="ThroughName">Its name when the run was planned.</param>
/// <param name="Action">The action's key.</param>
/// <param name="ActionName">The action's name.</param>
/// <param name="Parameters">As the action describes them.</param>
/// <param name="Target">To what it is done; null when the parameters say it all.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="Summary">What would be done, in a sentence.</param>
/// <param name="Difference">What was there when it was planned, and what would be: parts come from outside, show it as text.</param>
/// <param name="Digest">SHA-256 of the canonical form of what will run; an approval names it.</param>
/// <param name="Reference">What marks the intent outside.</param>
/// <param name="RequestedBy">Who planned it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Origin">The thing that asked for it.</param>
/// <param name="Approval">Who allowed it; null when nobody has, or nobody had to.</param>
/// <param name="CreatedAt">When it was planned.</param>
/// <param name="ExpiresAt">Until when it can be approved or started; null once it was.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Result">What was answered, once it is done.</param>
/// <param name="Failure">Why it was not done, or why nobody knows.</param>
/// <param name="CanBeUndone">Whether something undoes it.</param>
/// <param name="Undoes">The run that this one is to undo.</param>
/// <param name="UndoneBy">The run that undoes this one, or tries to.</param>
/// <param name="ExpiresInSeconds">How long what it does holds; null when until somebody undoes it.</param>
/// <param name="HoldsUntil">Until when what was done holds; then it is undone by itself.</param>
/// <param name="Verification">Whether what was done was seen to be so afterwards.</param>
/// <param name="VerifiedAt">When it was seen.</param>
/// <param name="Version">Grows with every change; the answer's ETag.</param>
internal sealed record ActionRunView(
    ActionRunId Id,
    ActionRunState State,
    string Provider,
    string Through,
    string ThroughName,
    string Action,
    string ActionName,
    JsonElement Parameters,
    ActionTarget? Target,
    ActionRisk Risk,
    string Summary,
    JsonElement Difference,
    string Digest,
    string Reference,
    RunPrincipal RequestedBy,
    string? Reason,
    ActionOrigin? Origin,
    RunApproval? Approval,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    JsonElement? Result,
    ActionFailure? Failure,
    bool CanBeUndone,
    ActionRunId? Undoes,
    ActionRunId? UndoneBy,
    long? ExpiresInSeconds,
    DateTimeOffset? HoldsUntil,
    Verification Verification,
    DateTimeOffset? VerifiedAt,
    long Version) : IVersioned
{
    public static ActionRunView From(ActionRun run) => new(
        run.Id,
        run.State,
        run.Work.Provider,
        run.Work.Through,
        run.ThroughName,
        run.Work.Action,
        run.ActionName,
        run.Work.Parameters,
        run.Work.Target,
        run.Risk,
        run.Plan.Summary,
        run.Plan.Difference,
        run.Digest,
        run.Work.Reference,
        run.RequestedBy,
        run.Reason,
        run.Origin,
        run.Approval,
        run.CreatedAt,
        run.State is ActionRunState.Planned or ActionRunState.AwaitingApproval ? run.DueAt : null,
        run.StartedAt,
        run.EndedAt,
        run.Result,
        run.Failure,
        run is { State: ActionRunState.Done, Inverse: not null, UndoneBy: null },
        run.Undoes,
        run.UndoneBy,
        (long?)run.ExpiresAfter?.TotalSeconds,
        run.HoldsUntil,
        run.Verification,
        run.VerifiedAt,
        run.Version);
}
