using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>Where a run is.</summary>
internal enum RunState
{
    /// <summary>As many as may go on do; it begins when one ends.</summary>
    Queued,

    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It waits for a time, an event, an approval or an action.</summary>
    Waiting,

    /// <summary>Somebody holds it.</summary>
    Paused,

    /// <summary>It has failed, and what it did is being undone.</summary>
    Compensating,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,

    /// <summary>It was not let begin.</summary>
    Refused,
}

/// <summary>What somebody wants of a run.</summary>
internal enum RunWish
{
    /// <summary>Nothing but that it goes on.</summary>
    None,

    /// <summary>That it is held before its next step.</summary>
    Pause,

    /// <summary>That it ends.</summary>
    Cancel,
}

/// <summary>What started a run.</summary>
internal enum RunCause
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>A time.</summary>
    Schedule,

    /// <summary>Somebody who asked for it.</summary>
    Manual,

    /// <summary>Somebody outside who posted to its address.</summary>
    Webhook,
}

/// <summary>Why a run or a step came to nothing.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Detail">For a person.</param>
internal sealed record RunFailure(string Code, string Detail);

/// <summary>A person, as they were called then.</summary>
/// <param name="Id">Which person.</param>
/// <param name="Name">What they were called.</param>
internal sealed record RunPerson(Guid Id, string Name);

/// <summary>What a run knows of why it is there.</summary>
/// <param name="Trigger">What the event says; null where none started it.</param>
/// <param name="Event">The event itself: id, name, time and place; null where none started it.</param>
internal sealed record RunOrigin(JsonElement? Trigger, JsonElement? Event);

/// <summary>One run of a playbook's version. It acts for who published that version.</summary>
internal sealed record PlaybookRun(
    PlaybookRunId Id, PlaybookId Playbook, string Name, int Number, RunCause Cause, Guid? EventId, RunOrigin Origin, JsonElement Inputs, ScopePath Place, RunPerson Publisher, DateTimeOffset CreatedAt)
{
    public RunState State { get; init; } = RunState.Running;

    public RunWish Wish { get; init; }

    /// <summary>Who asked for it; null where nobody did.</summary>
    public RunPerson? StartedBy { get; init; }

    /// <summary>The playbooks whose runs led to this one, the first one first.</summary>
    public IReadOnlyList<Guid> Chain { get; init; } = [];

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it has taken too long.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public RunFailure? Failure { get; init; }

    /// <summary>Counts the times that a process took it on: only the latest goes on with it.</summary>
    public long Claim { get; init; }

    public long Version { get; init; } = 1;

    public bool HasEnded => State is RunState.Done or RunState.Failed or RunState.Cancelled or RunState.Refused;

    /// <summary>Somebody ends it before its next step.</summary>
    public Result<PlaybookRun> Cancel() => HasEnded ? PlaybooksProblems.RunEnded : this with { Wish = RunWish.Cancel };

    /// <summary>Somebody holds it before its next step.</summary>
    public Result<PlaybookRun> Pause() => HasEnded ? PlaybooksProblems.RunEnded : this with { Wish = RunWish.Pause };

    /// <summary>It is held no more.</summary>
    public Result<PlaybookRun> Resume() =>
        HasEnded ? PlaybooksProblems.RunEnded
        : Wish != RunWish.Pause ? PlaybooksProblems.NotPaused
        : this with { Wish = RunWish.None, State = State == RunState.Paused ? RunState.Running : State };

    public PlaybookRun Ended(RunState state, RunFailure? failure, DateTimeOffset now) => this with { State = state, Failure = failure, EndedAt = now, Wish = RunWish.None };
}
