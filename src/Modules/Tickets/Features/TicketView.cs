using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>A ticket on the wire. <c>executing</c> is true while its action is under way; its execution then is PENDING.</summary>
internal sealed record TicketView(
    TicketId Id,
    long Number,
    string Subject,
    string Description,
    TicketSeverity Severity,
    TicketExecution Execution,
    bool Executing,
    TicketStage Stage,
    TicketSource Source,
    FindingId? FindingId,
    DeviceId? DeviceId,
    string? DeviceName,
    string? Rule,
    TicketAction? Action,
    int Attempts,
    DateTimeOffset? ExecutedAt,
    JsonElement? Result,
    TicketFailure? Failure,
    string? DerivedTo,
    string? DerivedNote,
    TicketActor CreatedBy,
    UserId? AssigneeId,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    public static TicketView From(Ticket ticket) => new(
        ticket.Id,
        ticket.Number,
        ticket.Subject,
        ticket.Description,
        ticket.Severity,
        ticket.Execution,
        ticket.IsExecuting,
        ticket.Stage,
        ticket.Source,
        ticket.Finding,
        ticket.Device,
        ticket.DeviceName,
        ticket.Rule,
        ticket.Action,
        ticket.Attempts,
        ticket.ExecutedAt,
        ticket.Result,
        ticket.Failure,
        ticket.DerivedTo,
        ticket.DerivedNote,
        ticket.CreatedBy,
        ticket.AssigneeId,
        ticket.CreatedAt,
        ticket.Version);

    public static AuditFact Fact(Ticket? before, Ticket? after)
    {
        var named = (after ?? before)!;
        return new("ticket", named.Id.Value, $"#{named.Number} {named.Subject}", Show(before), Show(after));
    }

    private static JsonElement? Show(Ticket? ticket) => ticket is null ? null : AuditFact.Show(From(ticket));
}

/// <summary>A comment on the wire; it is never changed.</summary>
internal sealed record CommentView(CommentId Id, TicketId TicketId, string Text, TicketActor Author, DateTimeOffset CreatedAt)
{
    public static CommentView From(Comment comment) => new(comment.Id, comment.Ticket, comment.Text, comment.Author, comment.CreatedAt);
}
