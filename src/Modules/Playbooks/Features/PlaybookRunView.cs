using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A run on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name when it began.</param>
/// <param name="Number">Which version runs.</param>
/// <param name="State">Where it is.</param>
/// <param name="Wish">What somebody wants of it that is not so yet.</param>
/// <param name="Cause">What started it.</param>
/// <param name="Trigger">What the event that started it says; null where none did.</param>
/// <param name="Event">That event: id, name, time and place.</param>
/// <param name="Inputs">What it was given.</param>
/// <param name="Place">Where it acts.</param>
/// <param name="Publisher">For whom it acts.</param>
/// <param name="StartedBy">Who asked for it; null where nobody did.</param>
/// <param name="Chain">The playbooks whose runs led to it, the first one first.</param>
/// <param name="CreatedAt">When it came to be.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="DeadlineAt">When it has taken too long.</param>
/// <param name="Failure">Why it failed or was refused.</param>
/// <param name="Version">Grows with every change; the answer's ETag.</param>
internal sealed record PlaybookRunView(
    PlaybookRunId Id,
    PlaybookId Playbook,
    string Name,
    int Number,
    RunState State,
    RunWish Wish,
    RunCause Cause,
    JsonElement? Trigger,
    JsonElement? Event,
    JsonElement Inputs,
    ScopePath Place,
    RunPerson Publisher,
    RunPerson? StartedBy,
    IReadOnlyList<PlaybookId> Chain,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? DeadlineAt,
    RunFailure? Failure,
    long Version) : IVersioned
{
    public static PlaybookRunView From(PlaybookRun r) => new(
        r.Id,
        r.Playbook,
        r.Name,
        r.Number,
        r.State,
        r.Wish,
        r.Cause,
        r.Origin.Trigger,
        r.Origin.Event,
        r.Inputs,
        r.Place,
        r.Publisher,
        r.StartedBy,
        [.. r.Chain.Select(PlaybookId.From)],
        r.CreatedAt,
        r.StartedAt,
        r.EndedAt,
        r.DeadlineAt,
        r.Failure,
        r.Version);
}

/// <summary>A step of a run on the wire.</summary>
/// <param name="Path">Where in the run: <c>block[2].each</c>; with <c>!undo</c> at its end, what undoes that step.</param>
/// <param name="Step">The step's id.</param>
/// <param name="Kind">What kind of step.</param>
/// <param name="State">Where it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Input">What it was begun with: parts come from outside, show it as text.</param>
/// <param name="InputDigest">SHA-256 of that.</param>
/// <param name="Output">What came of it, likewise.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="ActionRun">The action run that it has begun.</param>
/// <param name="WaitsFor">The event that it waits for.</param>
/// <param name="Decision">Who allowed or refused it.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="DueAt">When its wait or its time is over.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record PlaybookStepView(
    string Path,
    string Step,
    string Kind,
    StepState State,
    int Attempts,
    JsonElement? Input,
    string? InputDigest,
    JsonElement? Output,
    RunFailure? Failure,
    ActionRunId? ActionRun,
    string? WaitsFor,
    StepDecision? Decision,
    DateTimeOffset StartedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? EndedAt)
{
    public static PlaybookStepView From(StepRun s) => new(
        s.Path, s.Step, s.Kind, s.State, s.Attempts, s.Input, s.InputDigest, s.Output, s.Failure, s.ActionRun, s.WaitsFor, s.Decision, s.StartedAt, s.DueAt, s.EndedAt);
}

/// <summary>A run with its steps.</summary>
/// <param name="Run">The run.</param>
/// <param name="Steps">What it has come to, in that order.</param>
/// <param name="Version">The run's.</param>
internal sealed record PlaybookRunStepsView(PlaybookRunView Run, IReadOnlyList<PlaybookStepView> Steps, long Version) : IVersioned
{
    public static PlaybookRunStepsView From((PlaybookRun Run, IReadOnlyList<StepRun> Steps) both) => new(PlaybookRunView.From(both.Run), [.. both.Steps.Select(PlaybookStepView.From)], both.Run.Version);
}
