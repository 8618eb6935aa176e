using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets;

/// <summary>Keeps tickets equal to what has become of their runs.</summary>
internal static class TicketRuns
{
    /// <summary>Writes down what is new about a ticket's run, and says so.</summary>
    /// <param name="change">Holds the ticket's lock; the run was read after it was taken.</param>
    /// <param name="before">The ticket as it was.</param>
    /// <param name="run">Its run as it is.</param>
    public static Ticket Follow(Change change, Ticket before, ActionRunSummary run)
    {
        var after = before.Follow(run);
        if (ReferenceEquals(after, before))
        {
            return before;
        }

        TicketsDb.Update(change, after);
        switch (after.Execution)
        {
            case TicketExecution.Executed:
                var action = after.Action!;
                change.Publish(new TicketExecuted(after.Id, after.Number, after.Subject, action.Connector, action.Action, after.ExecutedAt!.Value), after.Place);
                break;
            case TicketExecution.Failed:
                change.Publish(new TicketFailed(after.Id, after.Number, after.Subject, after.Failure!.Code, after.Failure.Detail), after.Place);
                break;
            default:
                change.Publish(new TicketUpdated(after.Id, after.Number, after.Subject, after.Severity, after.Stage, after.AssigneeId), after.Place);
                break;
        }

        return after;
    }
}
