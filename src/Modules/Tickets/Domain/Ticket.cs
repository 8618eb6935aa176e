using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>
/// A unit of work. Its execution goes PENDING -> EXECUTED, FAILED or DERIVED, as its run goes; FAILED may be executed or handed on again,
/// EXECUTED is an end, DERIVED lasts until it is handed back. While its run is under way or waits for approval nothing else may decide about it.
/// The stage is people's: NEW -> IN_PROGRESS -> CLOSED, from NEW to CLOSED at once, and from CLOSED back to IN_PROGRESS.
/// </summary>
internal sealed partial record Ticket(
    TicketId Id, long Number, string Subject, string Description, TicketSeverity Severity, TicketSource Source, TicketActor CreatedBy, DateTimeOffset CreatedAt) : IVersioned
{
    public TicketExecution Execution { get; init; }

    public TicketStage Stage { get; init; }

    public FindingId? Finding { get; init; }

    public DeviceId? Device { get; init; }

    public string? DeviceName { get; init; }

    /// <summary>Where it hangs in the tenant's tree: where its device stands, or at the tenant.</summary>
    public ScopePath Place { get; init; }

    public string? Rule { get; init; }

    public UserId? AssigneeId { get; init; }

    public TicketAction? Action { get; init; }

    /// <summary>Counts the different actions that the ticket had: the same intent has the same reference however often it is tried.</summary>
    public int Intent { get; init; }

    public int Attempts { get; init; }

    /// <summary>The present or last run of its action.</summary>
    public ActionRunId? RunId { get; init; }

    /// <summary>Where the run was when the ticket last looked.</summary>
    public ActionRunState? RunState { get; init; }

    public DateTimeOffset? ExecutedAt { get; init; }

    /// <summary>Whether what was done was seen to be so afterwards; null while nothing was done.</summary>
    public Verification? Verification { get; init; }

    public DateTimeOffset? VerifiedAt { get; init; }

    public JsonElement? Result { get; init; }

    public TicketFailure? Failure { get; init; }

    public string? DerivedTo { get; init; }

    public string? DerivedNote { get; init; }

    public TicketPriority Priority { get; init; } = TicketPriority.Normal;

    public string[] Tags { get; init; } = [];

    /// <summary>When that which it is about happened.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When that was noticed.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When somebody first took it on: as its assignee, by beginning, handing on or closing it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    public ClosingReason? ClosingReason { get; init; }

    public string? Resolution { get; init; }

    /// <summary>How often it was closed and opened again.</summary>
    public int Reopened { get; init; }

    public TicketId? ParentId { get; init; }

    public TicketId? DuplicateOf { get; init; }

    /// <summary>The ticket that it was put into; nothing is done with it until that is undone.</summary>
    public TicketId? MergedInto { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? AcknowledgeBy { get; init; }

    public DateTimeOffset? ResolveBy { get; init; }

    /// <summary>How high it stands because it is late: 0 to 2.</summary>
    public int Escalation { get; init; }

    /// <summary>Which clocks have run out.</summary>
    public TicketClock[] Missed { get; init; } = [];

    public long Version { get; init; } = 1;

    public bool IsExecuting => RunState == ActionRunState.Running;

    /// <summary>Whether its run was approved and can be started.</summary>
    public bool IsApproved => RunState == ActionRunState.Planned;

    /// <summary>What marks the present intent outside.</summary>
    public string Reference => $"{Id.Value:N}.{Intent}";

    /// <summary>What marks an intent outside when it becomes this ticket's.</summary>
    public string ReferenceOf(TicketAction action) => Choose(action).Reference;

    /// <summary>In which order tickets of a severity are worked on when nobody has said.</summary>
    public static TicketPriority UsualPriority(TicketSeverity severity) => severity switch
    {
        TicketSeverity.Low => TicketPriority.Low,
        TicketSeverity.Medium => TicketPriority.Normal,
        TicketSeverity.High => TicketPriority.High,
        _ => TicketPriority.Urgent,
    };

    public Result<Ticket> Edit(TicketEdit edit, DateTimeOffset now)
    {
        var stage = edit.Stage ?? Stage;
        if (edit.Stage == TicketStage.Closed && UnderWay is { } underWay)
        {
            return underWay;
        }

        if ((CheckStage(stage) ?? (stage != TicketStage.Closed && (edit.ClosingReason is not null || edit.Resolution is not null) ? TicketsProblems.NotClosing : null)) is { } illegal)
        {
            return illegal;
        }

        if (edit.Action is not null && MayDecide(closedToo: true) is { } problem)
        {
            return problem;
        }

        var edited = Choose(edit.Action ?? Action) with
        {
            Subject = edit.Subject?.Trim() ?? Subject,
            Description = edit.Description?.Trim() ?? Description,
            Severity = edit.Severity ?? Severity,
            Priority = edit.Priority ?? Priority,
            Tags = edit.Tags ?? Tags,
            AssigneeId = edit.Clear.Contains(TicketField.Assignee) ? null : edit.AssigneeId ?? AssigneeId,
            ParentId = edit.Clear.Contains(TicketField.Parent) ? null : edit.ParentId ?? ParentId,
            Version = Version + 1,
        };
        edited = edited.Due(edit.Clear.Contains(TicketField.Due) ? null : edit.DueAt ?? DueAt).Move(stage, edit.ClosingReason, edit.Resolution, now);
        edited = edited with { DuplicateOf = edit.Clear.Contains(TicketField.DuplicateOf) ? null : edit.DuplicateOf ?? edited.DuplicateOf };
        return edited.AssigneeId is not null ? edited.Acknowledge(now) : edited;
    }

    /// <summary>The same finding is worse than it was.</summary>
    public Ticket Worsen(TicketSeverity severity) => this with
    {
        Severity = severity,
        Priority = (TicketPriority)Math.Max((int)Priority, (int)UsualPriority(severity)),
        Version = Version + 1,
    };

    /// <summary>It is done with, whatever has become of its action.</summary>
    public Result<Ticket> Close(ClosingReason reason, string? resolution, DateTimeOffset now) =>
        Edit(new TicketEdit(null, null, TicketStage.Closed, null, null, null) { ClosingReason = reason, Resolution = resolution }, now);

    /// <summary>Whether the action may be executed or handed on now.</summary>
    public Problem? CheckDecidable() => MayDecide(closedToo: false);

    /// <summary>A run begins to do the action, or to wait for approval; nobody else can begin one until it ends.</summary>
    public Result<Ticket> Begin(ActionRunSummary run, TicketAction action) => CheckDecidable() is { } problem
        ? problem
        : Choose(action) with
        {
            Execution = TicketExecution.Pending,
            Failure = null,
            RunId = run.Id,
            RunState = run.State,
            Attempts = run.State == ActionRunState.Running ? Attempts + 1 : Attempts,
            Version = Version + 1,
        };

    /// <summary>What has become of its run; the ticket itself when that is nothing new, or somebody has decided anew.</summary>
    public Ticket Follow(ActionRunSummary run)
    {
        var failure = TicketFailure.Of(run.Failure);
        if (run.Id != RunId || Execution == TicketExecution.Derived || (run.State == RunState && failure == Failure && VerificationOf(run) == Verification))
        {
            return this;
        }

        // Begun since it was last looked at, be it under way still or ended meanwhile.
        var begun = RunState is ActionRunState.Planned or ActionRunState.AwaitingApproval && run.StartedAt is not null;
        var followed = this with
        {
            RunState = run.State, Failure = failure, Attempts = begun ? Attempts + 1 : Attempts, Verification = VerificationOf(run), VerifiedAt = run.VerifiedAt, Version = Version + 1,
        };
        return run.State switch
        {
            ActionRunState.Planned or ActionRunState.AwaitingApproval or ActionRunState.Running => followed,
            ActionRunState.Done => followed with { Execution = TicketExecution.Executed, ExecutedAt = run.EndedAt, Result = run.Result },
            ActionRunState.Undone => followed with { Execution = TicketExecution.Pending, ExecutedAt = null, Result = null },
            _ => followed with { Execution = TicketExecution.Failed },
        };
    }

    public Result<Ticket> Derive(string to, string? note, DateTimeOffset now) => CheckDecidable() is { } problem
        ? problem
        : (this with { Execution = TicketExecution.Derived, DerivedTo = to.Trim(), DerivedNote = note?.Trim(), Failure = null, Version = Version + 1 }).Acknowledge(now);

    /// <summary>Who has it gives it to somebody else.</summary>
    public Result<Ticket> PassOn(string to, string? note) => Execution != TicketExecution.Derived ? TicketsProblems.NotDerived
        : Stage == TicketStage.Closed ? TicketsProblems.Closed
        : this with { DerivedTo = to.Trim(), DerivedNote = note?.Trim(), Version = Version + 1 };

    /// <summary>It comes back from whom it was handed to: it can be executed or handed on again.</summary>
    public Result<Ticket> HandBack() => Execution != TicketExecution.Derived ? TicketsProblems.NotDerived
        : Stage == TicketStage.Closed ? TicketsProblems.Closed
        : this with { Execution = TicketExecution.Pending, DerivedTo = null, DerivedNote = null, Version = Version + 1 };

    public Problem? CheckDelete() => MergedInto is not null ? TicketsProblems.Merged : UnderWay
        ?? (Attempts > 0 || Execution != TicketExecution.Pending ? TicketsProblems.WasExecuted : null);

    private static Verification? VerificationOf(ActionRunSummary run) => run.State == ActionRunState.Done ? run.Verification : null;

    private Problem? UnderWay => IsExecuting ? TicketsProblems.Executing
        : RunState == ActionRunState.AwaitingApproval ? TicketsProblems.AwaitingApproval
        : null;

    private Problem? MayDecide(bool closedToo) => UnderWay is { } underWay ? underWay
        : MergedInto is not null ? TicketsProblems.Merged
        : Execution == TicketExecution.Executed ? TicketsProblems.AlreadyExecuted
        : Execution == TicketExecution.Derived ? TicketsProblems.AlreadyDerived
        : Stage == TicketStage.Closed && !closedToo ? TicketsProblems.Closed
        : null;

    private Ticket Choose(TicketAction? action) => action is null || action.IsSameAs(Action) ? this : this with { Action = action, Intent = Intent + 1 };
}
