using Holdfast.Modules.Tickets.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What somebody said about a ticket; it is never changed.</summary>
internal sealed record Comment(CommentId Id, TicketId Ticket, string Text, TicketActor Author, DateTimeOffset CreatedAt);
