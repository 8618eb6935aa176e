using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
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

    /// <summary>The process that executed is gone: it may have happened or not, and is not repeated by itself.</summary>
    public static TicketFailure Unknown { get; } =
        new(UnknownCode, "The server stopped while the action was under way, so it may have happened or not. Look in the product before you execute again.");
}

/// <summary>Who did something.</summary>
/// <param name="Kind">Whether a person, a sensor or the platform.</param>
/// <param name="Id">Which; null for the platform.</param>
/// <param name="Name">For people, as it was then.</param>
internal sealed record TicketActor(ActorKind Kind, Guid? Id, string Name)
{
    public static TicketActor Of(Actor actor) => new(actor.Kind, actor.Id, actor.Name);
}

/// <summary>What to change; null members stay.</summary>
internal sealed record TicketEdit(string? Subject, string? Description, TicketStage? Stage, TicketSeverity? Severity, UserId? AssigneeId, TicketAction? Action);

/// <summary>
/// A unit of work. Its execution goes PENDING -> EXECUTED, FAILED or DERIVED; FAILED may be executed or handed on again, EXECUTED and
/// DERIVED are ends. While an execution is under way (<see cref="ExecutingUntil"/>) nothing else may decide about it. The stage is people's.
/// </summary>
internal sealed record Ticket(
    TicketId Id, long Number, string Subject, string Description, TicketSeverity Severity, TicketSource Source, TicketActor CreatedBy, DateTimeOffset CreatedAt)
{
    public TicketExecution Execution { get; init; }

    public TicketStage Stage { get; init; }

    public FindingId? Finding { get; init; }

    public DeviceId? Device { get; init; }

    public string? DeviceName { get; init; }

    public string? Rule { get; init; }

    public UserId? AssigneeId { get; init; }

    public TicketAction? Action { get; init; }

    /// <summary>Counts the different actions that the ticket had: the same intent has the same reference however often it is tried.</summary>
    public int Intent { get; init; }

    public int Attempts { get; init; }

    /// <summary>The present or last execution.</summary>
    public Guid? ExecutionId { get; init; }

    /// <summary>While an execution is under way: when it is taken for lost.</summary>
    public DateTimeOffset? ExecutingUntil { get; init; }

    public DateTimeOffset? ExecutedAt { get; init; }

    public JsonElement? Result { get; init; }

    public TicketFailure? Failure { get; init; }

    public string? DerivedTo { get; init; }

    public string? DerivedNote { get; init; }

    public long Version { get; init; } = 1;

    public bool IsExecuting => ExecutingUntil is not null;

    /// <summary>What marks the present intent outside.</summary>
    public string Reference => $"{Id.Value:N}.{Intent}";

    public Result<Ticket> Edit(TicketEdit edit)
    {
        if (edit.Stage == TicketStage.Closed && IsExecuting)
        {
            return TicketsProblems.Executing;
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

    /// <summary>An execution begins; nobody else can begin one until it ends or its lease does.</summary>
    public Result<Ticket> Begin(Guid executionId, TicketAction action, DateTimeOffset until) => CheckDecidable() is { } problem
        ? problem
        : Choose(action) with
        {
            Execution = TicketExecution.Pending,
            Failure = null,
            ExecutionId = executionId,
            ExecutingUntil = until,
            Attempts = Attempts + 1,
            Version = Version + 1,
        };

    public Result<Ticket> Succeed(Guid executionId, JsonElement result, DateTimeOffset at) => !AwaitsOutcomeOf(executionId)
        ? TicketsProblems.NotRunning
        : this with { Execution = TicketExecution.Executed, ExecutedAt = at, Result = result, Failure = null, ExecutingUntil = null, Version = Version + 1 };

    public Result<Ticket> Fail(Guid executionId, TicketFailure failure) => !AwaitsOutcomeOf(executionId)
        ? TicketsProblems.NotRunning
        : this with { Execution = TicketExecution.Failed, Failure = failure, ExecutingUntil = null, Version = Version + 1 };

    /// <summary>The execution's lease is over: its process is taken for dead.</summary>
    public Result<Ticket> Abandon(DateTimeOffset now) => ExecutingUntil is { } until && until <= now && ExecutionId is { } id
        ? Fail(id, TicketFailure.Unknown)
        : TicketsProblems.NotRunning;

    public Result<Ticket> Derive(string to, string? note) => CheckDecidable() is { } problem
        ? problem
        : this with { Execution = TicketExecution.Derived, DerivedTo = to.Trim(), DerivedNote = note?.Trim(), Failure = null, Version = Version + 1 };

    public Problem? CheckDelete() => IsExecuting ? TicketsProblems.Executing
        : Attempts > 0 || Execution != TicketExecution.Pending ? TicketsProblems.WasExecuted
        : null;

    // The outcome of a process that was taken for dead and was only slow is still the truth, as long as nobody has decided anew.
    private bool AwaitsOutcomeOf(Guid executionId) => ExecutionId == executionId
        && (IsExecuting || (Execution == TicketExecution.Failed && Failure?.Code == TicketFailure.UnknownCode));

    private Problem? MayDecide(bool closedToo) => IsExecuting ? TicketsProblems.Executing
        : Execution == TicketExecution.Executed ? TicketsProblems.AlreadyExecuted
        : Execution == TicketExecution.Derived ? TicketsProblems.AlreadyDerived
        : Stage == TicketStage.Closed && !closedToo ? TicketsProblems.Closed
        : null;

    private Ticket Choose(TicketAction? action) => action is null || action.IsSameAs(Action) ? this : this with { Action = action, Intent = Intent + 1 };
}
