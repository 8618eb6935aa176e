using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>What can stand in the way in this module.</summary>
internal static class TicketsProblems
{
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "ticket.not_found", "There is no such ticket.");

    public static Problem Executing { get; } =
        new(ProblemKind.Conflict, "ticket.executing", "The ticket's action is being executed; wait for its outcome.");

    public static Problem AlreadyExecuted { get; } = new(ProblemKind.Conflict, "ticket.already_executed", "The ticket's action was executed; open another ticket to do more.");

    public static Problem AlreadyDerived { get; } = new(ProblemKind.Conflict, "ticket.already_derived", "The ticket was handed on; open another ticket to do it here.");

    public static Problem Closed { get; } = new(ProblemKind.Conflict, "ticket.closed", "The ticket is closed; set its stage to IN_PROGRESS to open it again.");

    public static Problem ChangedMeanwhile { get; } = new(ProblemKind.Conflict, "ticket.changed", "The ticket has changed since its action was chosen; look at it and try again.");

    public static Problem AwaitingApproval { get; } =
        new(ProblemKind.Conflict, "ticket.awaiting_approval", "The ticket's action waits for approval; have its run approved or rejected.");

    public static Problem WasExecuted { get; } = new(ProblemKind.Conflict, "ticket.was_executed", "Only a ticket that was never executed or handed on can be deleted; close this one.");

    public static Problem OtherOpen { get; } =
        new(ProblemKind.Conflict, "ticket.other_open", "Another ticket is open for the same rule on the same device; work with that one.");

    public static Problem UnknownDevice { get; } = Problem.OfField("ticket.unknown_device", "deviceId", "There is no such device.");

    public static Problem UnknownIntegration { get; } = Problem.OfField("ticket.unknown_integration", "action.integrationId", "There is no such integration.");

    public static Problem UnknownAssignee { get; } = Problem.OfField("ticket.unknown_assignee", "assigneeId", "There is no such user.");

    public static Problem NothingToChange { get; } = new(ProblemKind.Invalid, "ticket.nothing_to_change", "Name at least one member to change.");

    public static Problem ActionOrDerive { get; } = new(ProblemKind.Invalid, "ticket.action_or_derive", "Either execute an action or hand the ticket on, not both.");

    public static Problem BadText(string field, int min, int max) =>
        Problem.OfField("ticket.bad_text", field, $"A text of {min} to {max} characters without control characters.");
}
