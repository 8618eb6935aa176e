using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>There is something to do.</summary>
/// <param name="Ticket">The new ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Source">FINDING when a finding opened it, MANUAL otherwise.</param>
/// <param name="Device">The device that it is about; null when it is about none.</param>
/// <param name="Rule">The finding's rule; null for MANUAL.</param>
/// <param name="Finding">The finding; null for MANUAL.</param>
public sealed record TicketOpened(
    TicketId Ticket, long Number, string Subject, TicketSeverity Severity, TicketSource Source, DeviceId? Device, string? Rule, FindingId? Finding) : IEvent
{
    static string IEvent.Name => "ticket.opened";
}

/// <summary>A ticket's words, severity, stage, assignee or action are others.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject, as it is now.</param>
/// <param name="Severity">Its severity now.</param>
/// <param name="Stage">Its stage now.</param>
/// <param name="AssigneeId">Who takes care of it now; null when nobody does.</param>
public sealed record TicketUpdated(TicketId Ticket, long Number, string Subject, TicketSeverity Severity, TicketStage Stage, UserId? AssigneeId) : IEvent
{
    static string IEvent.Name => "ticket.updated";
}

/// <summary>Somebody said something about a ticket; what is in GET /api/tickets/{id}/comments.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Comment">Which comment; its text stays out of the event.</param>
public sealed record TicketCommented(TicketId Ticket, long Number, CommentId Comment) : IEvent
{
    static string IEvent.Name => "ticket.commented";
}

/// <summary>A ticket's action was done.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Connector">Through which connector, e.g. <c>grafana</c>.</param>
/// <param name="Action">What was done, by the connector's key for it.</param>
/// <param name="ExecutedAt">When the outside product said that it is done.</param>
public sealed record TicketExecuted(TicketId Ticket, long Number, string Subject, string Connector, string Action, DateTimeOffset ExecutedAt) : IEvent
{
    static string IEvent.Name => "ticket.executed";
}

/// <summary>A ticket's action did not work, or is not known to have worked.</summary>
/// <param name="Ticket">Which.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Code">Why, stable; <c>ticket.outcome_unknown</c> when the server died between doing it and writing down what came of it.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record TicketFailed(TicketId Ticket, long Number, string Subject, string Code, string Detail) : IEvent
{
    static string IEvent.Name => "ticket.failed";
}

/// <summary>A ticket was handed to a person or another system.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="To">To whom, for a person.</param>
/// <param name="Note">What was said with it; null when nothing.</param>
public sealed record TicketDerived(TicketId Ticket, long Number, string Subject, string To, string? Note) : IEvent
{
    static string IEvent.Name => "ticket.derived";
}

/// <summary>Nothing is left to do.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Execution">What had become of its action.</param>
public sealed record TicketClosed(TicketId Ticket, long Number, string Subject, TicketExecution Execution) : IEvent
{
    static string IEvent.Name => "ticket.closed";
}

/// <summary>A ticket that was never executed is gone.</summary>
/// <param name="Ticket">Which it was.</param>
/// <param name="Number">Its number, which is not used again.</param>
public sealed record TicketDeleted(TicketId Ticket, long Number) : IEvent
{
    static string IEvent.Name => "ticket.deleted";
}

/// <summary>A clock of a ticket has run out; said once for each clock.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Clock">Which of its clocks.</param>
/// <param name="By">When it ran out.</param>
public sealed record TicketOverdue(TicketId Ticket, long Number, string Subject, TicketClock Clock, DateTimeOffset By) : IEvent
{
    static string IEvent.Name => "ticket.overdue";
}

/// <summary>A ticket stands one step higher, because it is late; said once for each step.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Escalation">1 when nobody took it on in time, 2 when it was not resolved in time.</param>
/// <param name="AssigneeId">Who takes care of it; null when nobody does.</param>
public sealed record TicketEscalated(TicketId Ticket, long Number, string Subject, int Escalation, UserId? AssigneeId) : IEvent
{
    static string IEvent.Name => "ticket.escalated";
}

/// <summary>A closed ticket is being worked on again.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Reopened">How often that has happened to it.</param>
public sealed record TicketReopened(TicketId Ticket, long Number, string Subject, int Reopened) : IEvent
{
    static string IEvent.Name => "ticket.reopened";
}

/// <summary>Whoever a ticket was handed to has taken it, or it came back.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="HandOver">Which handing on.</param>
/// <param name="State">ACCEPTED, RETURNED, or PASSED_ON when it went on to somebody else.</param>
public sealed record TicketCustodyMoved(TicketId Ticket, long Number, HandOverId HandOver, CustodyState State) : IEvent
{
    static string IEvent.Name => "ticket.custody_moved";
}

/// <summary>A ticket was put into another.</summary>
/// <param name="Ticket">The one that is closed.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Into">The one that goes on.</param>
public sealed record TicketMerged(TicketId Ticket, long Number, TicketId Into) : IEvent
{
    static string IEvent.Name => "ticket.merged";
}

/// <summary>A ticket that was put into another stands by itself again.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="From">The one that it was put into.</param>
public sealed record TicketUnmerged(TicketId Ticket, long Number, TicketId From) : IEvent
{
    static string IEvent.Name => "ticket.unmerged";
}

/// <summary>Somebody attached something to a ticket.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Attachment">What was attached; its content stays out of the event.</param>
/// <param name="Name">What it is called.</param>
public sealed record TicketAttachmentAdded(TicketId Ticket, long Number, AttachmentId Attachment, string Name) : IEvent
{
    static string IEvent.Name => "ticket.attachment_added";
}

/// <summary>What was attached to a ticket is there no more.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Attachment">What was attached.</param>
/// <param name="Name">What it was called.</param>
public sealed record TicketAttachmentRemoved(TicketId Ticket, long Number, AttachmentId Attachment, string Name) : IEvent
{
    static string IEvent.Name => "ticket.attachment_removed";
}

/// <summary>The scanner found something in what was attached to a ticket; its content is gone.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Attachment">What was attached.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Found">What was found, in the scanner's words.</param>
public sealed record TicketAttachmentInfected(TicketId Ticket, long Number, AttachmentId Attachment, string Name, string Found) : IEvent
{
    static string IEvent.Name => "ticket.attachment_infected";
}
