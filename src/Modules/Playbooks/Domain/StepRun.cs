using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Definitions;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>Where a step of a run is.</summary>
internal enum StepState
{
    /// <summary>Its effect is being brought about, or its inner steps go on.</summary>
    Running,

    /// <summary>It waits for a time, an event or a person.</summary>
    Waiting,

    /// <summary>It failed without an effect, and will be tried again.</summary>
    Retrying,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>Its condition was not so.</summary>
    Skipped,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Somebody ended the run before it was done.</summary>
    Cancelled,
}

/// <summary>Who decided about an approval.</summary>
/// <param name="Approved">Whether they allowed it.</param>
/// <param name="ById">Which person.</param>
/// <param name="ByName">What they were called.</param>
/// <param name="At">When.</param>
internal sealed record StepDecision(bool Approved, Guid ById, string ByName, DateTimeOffset At);

/// <summary>One step as a run has come to it, by its path: <c>block[2].each</c>.</summary>
internal sealed record StepRun(string Path, string Step, string Kind, int Sequence, DateTimeOffset StartedAt)
{
    /// <summary>What marks the step that undoes another.</summary>
    public const string Undo = "!undo";

    private const int MostOutput = 64 * 1024;

    public StepState State { get; init; }

    public int Attempts { get; init; } = 1;

    /// <summary>What it was begun with; what is done is this, whenever it is done.</summary>
    public JsonElement? Input { get; init; }

    public string? InputDigest { get; init; }

    public JsonElement? Output { get; init; }

    public RunFailure? Failure { get; init; }

    /// <summary>The action run that it has begun: there is never a second one for an attempt.</summary>
    public ActionRunId? ActionRun { get; init; }

    /// <summary>The event that it waits for.</summary>
    public string? WaitsFor { get; init; }

    public StepDecision? Decision { get; init; }

    /// <summary>When its wait, its pause or its time is over.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool HasEnded => State is StepState.Done or StepState.Skipped or StepState.Failed or StepState.Cancelled;

    public StepRun Done(JsonElement? output, DateTimeOffset now) => Ended(StepState.Done, null, now) with { Output = Bounded(output) };

    public StepRun Failed(string code, string detail, DateTimeOffset now) => Ended(StepState.Failed, new RunFailure(code, detail), now);

    /// <summary>It failed without an effect, and is tried again after a pause that doubles.</summary>
    public StepRun Again(RetryPolicy retry, RunFailure failure, DateTimeOffset now) =>
        this with { State = StepState.Retrying, ActionRun = null, Failure = failure, DueAt = now + (retry.Backoff * Math.Pow(2, Attempts - 1)) };

    public StepRun Ended(StepState state, RunFailure? failure, DateTimeOffset now) => this with { State = state, Failure = failure, EndedAt = now, DueAt = null, WaitsFor = null };

    public StepRun With(JsonElement input) => this with { Input = Bounded(input), InputDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.GetRawText()))) };

    /// <summary>What a reference to it finds.</summary>
    public JsonElement Seen() => JsonSerializer.SerializeToElement(new { state = Platform.Data.EnumText.Of(State), output = Output, failure = Failure?.Code });

    private static JsonElement? Bounded(JsonElement? value) =>
        value is { } some && some.GetRawText().Length > MostOutput ? JsonSerializer.SerializeToElement(new { tooLarge = true }) : value;
}
