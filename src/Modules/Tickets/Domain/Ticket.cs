using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What a ticket does in which outside product.</summary>
/// <param name="IntegrationId">Through which integration.</param>
/// <param name="Connector">The integration's connector.</param>
/// <param name="Action">The connector's key for what is done.</param>
/// <param name="Parameters">As the action describes them.</param>
internal sealed record TicketAction(IntegrationId IntegrationId, string Connector, string Action, JsonElement Parameters)
{
    public bool IsSameAs(TicketAction? other) =>
        other is not null && IntegrationId == other.IntegrationId && Action == other.Action && JsonElement.DeepEquals(Parameters, other.Parameters);
}

/// <summary>Why an execution failed.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Detail">For a person.</param>
internal sealed record TicketFailure(string Code, string Detail)
{
    public const string UnknownCode = "ticket.outcome_unknown";

    /// <summary>A run's failure in the words that tickets have always had.</summary>
    public static TicketFailure? Of(ActionFailure? failure) =>
        failure is null ? null : new(failure.Code == ActionFailure.UnknownCode ? UnknownCode : failure.Code, failure.Detail);
}

/// <summary>Who did something.</summary>
/// <param name="Kind">Whether a person, a sensor or the platform.</param>
/// <param name="Id">Which; null for the platform.</param>
/// <param name="Name">For people, as it was then.</param>
internal sealed record TicketActor(PrincipalKind Kind, Guid? Id, string Name)
{
    public static TicketActor Of(Principal principal) => new(principal.Kind, principal.Id, principal.Name);
}

/// <summary>What to change; null members stay.</summary>
internal sealed record TicketEdit(string? Subject, string? Description, TicketStage? Stage, TicketSeverity? Severity, UserId? AssigneeId, TicketAction? Action);

/// <summary>
/// A unit of work. Its execution goes PENDING -> EXECUTED, FAILED or DERIVED, as its run goes; FAILED may be executed or handed on again,
/// EXECUTED and DERIVED are ends. While its run is under way or waits for approval nothing else may decide about it. The stage is people's.
/// </summary>
internal sealed record Ticket(
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

    public JsonElement? Result { get; init; }

    public TicketFailure? Failure { get; init; }

    public string? DerivedTo { get; init; }

    public string? DerivedNote { get; init; }

    public long Version { get; init; } = 1;

    public bool IsExecuting => RunState == ActionRunState.Running;

    /// <summary>Whether its run was approved and can be started.</summary>
    public bool IsApproved => RunState == ActionRunState.Planned;

    /// <summary>What marks the present intent outside.</summary>
    public string Reference => $"{Id.Value:N}.{Intent}";

    /// <summary>What marks an intent outside when it becomes this ticket's.</summary>
    public string ReferenceOf(TicketAction action) => Choose(action).Reference;

    public Result<Ticket> Edit(TicketEdit edit)
    {
        if (edit.Stage == TicketStage.Closed && UnderWay is { } underWay)
        {
            return underWay;
        }

        if (edit.Action is not null && MayDecide(closedToo: true) is { } problem)
        {
            return problem;
        }

        return Choose(edit.Action ?? Action) with
        {
            Subject = edit.Subject?.Trim() ?? Subject,
            Description = edit.Description?.Trim() ?? Description,
            Stage = edit.Stage ?? Stage,
            Severity = edit.Severity ?? Severity,
            AssigneeId = edit.AssigneeId ?? AssigneeId,
            Version = Version + 1,
        };
    }

    /// <summary>The same finding is worse than it was.</summary>
    public Ticket Worsen(TicketSeverity severity) => this with { Severity = severity, Version = Version + 1 };

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
        if (run.Id != RunId || Execution == TicketExecution.Derived || (run.State == RunState && failure == Failure))
        {
            return this;
        }

        // Begun since it was last looked at, be it under way still or ended meanwhile.
        var begun = RunState is ActionRunState.Planned or ActionRunState.AwaitingApproval && run.StartedAt is not null;
        var followed = this with { RunState = run.State, Failure = failure, Attempts = begun ? Attempts + 1 : Attempts, Version = Version + 1 };
        return run.State switch
        {
            ActionRunState.Planned or ActionRunState.AwaitingApproval or ActionRunState.Running => followed,
            ActionRunState.Done => followed with { Execution = TicketExecution.Executed, ExecutedAt = run.EndedAt, Result = run.Result },
            ActionRunState.Undone => followed with { Execution = TicketExecution.Pending, ExecutedAt = null, Result = null },
            _ => followed with { Execution = TicketExecution.Failed },
        };
    }

    public Result<Ticket> Derive(string to, string? note) => CheckDecidable() is { } problem
        ? problem
        : this with { Execution = TicketExecution.Derived, DerivedTo = to.Trim(), DerivedNote = note?.Trim(), Failure = null, Version = Version + 1 };

    public Problem? CheckDelete() => UnderWay
        ?? (Attempts > 0 || Execution != TicketExecution.Pending ? TicketsProblems.WasExecuted : null);

    private Problem? UnderWay => IsExecuting ? TicketsProblems.Executing
        : RunState == ActionRunState.AwaitingApproval ? TicketsProblems.AwaitingApproval
        : null;

    private Problem? MayDecide(bool closedToo) => UnderWay is { } underWay ? underWay
        : Execution == TicketExecution.Executed ? TicketsProblems.AlreadyExecuted
        : Execution == TicketExecution.Derived ? TicketsProblems.AlreadyDerived
        : Stage == TicketStage.Closed && !closedToo ? TicketsProblems.Closed
        : null;

    private Ticket Choose(TicketAction? action) => action is null || action.IsSameAs(Action) ? this : this with { Action = action, Intent = Intent + 1 };
}
