using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>A ticket on the wire. <c>executing</c> is true while its action is under way; its execution then is PENDING.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">For people: counts up in the tenant.</param>
/// <param name="Subject">One line.</param>
/// <param name="Description">Several lines. A finding's parts come from the device: show it as text.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Execution">What has become of its action.</param>
/// <param name="Executing">True while its action is under way.</param>
/// <param name="Stage">Where people are with it.</param>
/// <param name="Source">Who opened it.</param>
/// <param name="FindingId">The finding that opened it.</param>
/// <param name="DeviceId">The device that it is about.</param>
/// <param name="DeviceName">Its name when the ticket was opened.</param>
/// <param name="Rule">The finding's rule.</param>
/// <param name="Action">What is to be done; null while that is not said.</param>
/// <param name="RunId">The run of its action, present or last: GET /api/action-runs/{id} has its plan, approval and outcome.</param>
/// <param name="Attempts">How often the action was tried.</param>
/// <param name="ExecutedAt">When the action was done.</param>
/// <param name="Verification">Whether what was done was seen to be so afterwards, by reading back; null while nothing was done.</param>
/// <param name="VerifiedAt">When it was seen.</param>
/// <param name="Result">What the outside product answered.</param>
/// <param name="Failure">Why the last attempt failed.</param>
/// <param name="DerivedTo">To whom it was handed.</param>
/// <param name="DerivedNote">What was said with it.</param>
/// <param name="CreatedBy">Who opened it.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="OrganizationId">The organization that it hangs in; null when it is of the whole tenant.</param>
/// <param name="GroupId">The group that it hangs in; null when it is of the whole organization.</param>
/// <param name="Priority">In which order it is to be worked on.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="OccurredAt">When that which it is about happened, where that is known.</param>
/// <param name="DetectedAt">When that was noticed.</param>
/// <param name="AcknowledgedAt">When somebody first took it on.</param>
/// <param name="ResolvedAt">When it was closed.</param>
/// <param name="ClosingReason">Why nothing is left to do; null while it is open.</param>
/// <param name="Resolution">What was done, in words.</param>
/// <param name="Reopened">How often it was closed and opened again.</param>
/// <param name="ParentId">The ticket that it is a part of.</param>
/// <param name="DuplicateOfId">The ticket that is about the same.</param>
/// <param name="MergedIntoId">The ticket that it was put into.</param>
/// <param name="DueAt">When it is to be done, as somebody has said.</param>
/// <param name="AcknowledgeBy">When somebody is to have taken it on, as the tenant's terms say.</param>
/// <param name="ResolveBy">When it is to be closed, as the tenant's terms say.</param>
/// <param name="Overdue">True when one of its running clocks has run out.</param>
/// <param name="Missed">Which of its clocks have run out.</param>
/// <param name="Escalation">How high it stands because it is late: 0, 1 when nobody took it on in time, 2 when it was not closed in time.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
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
    ActionRunId? RunId,
    int Attempts,
    DateTimeOffset? ExecutedAt,
    Verification? Verification,
    DateTimeOffset? VerifiedAt,
    JsonElement? Result,
    TicketFailure? Failure,
    string? DerivedTo,
    string? DerivedNote,
    TicketActor CreatedBy,
    UserId? AssigneeId,
    DateTimeOffset CreatedAt,
    Guid? OrganizationId,
    Guid? GroupId,
    TicketPriority Priority,
    IReadOnlyList<string> Tags,
    DateTimeOffset? OccurredAt,
    DateTimeOffset? DetectedAt,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ResolvedAt,
    ClosingReason? ClosingReason,
    string? Resolution,
    int Reopened,
    TicketId? ParentId,
    TicketId? DuplicateOfId,
    TicketId? MergedIntoId,
    DateTimeOffset? DueAt,
    DateTimeOffset? AcknowledgeBy,
    DateTimeOffset? ResolveBy,
    bool Overdue,
    IReadOnlyList<TicketClock> Missed,
    int Escalation,
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
        ticket.RunId,
        ticket.Attempts,
        ticket.ExecutedAt,
        ticket.Verification,
        ticket.VerifiedAt,
        ticket.Result,
        ticket.Failure,
        ticket.DerivedTo,
        ticket.DerivedNote,
        ticket.CreatedBy,
        ticket.AssigneeId,
        ticket.CreatedAt,
        ticket.Place.Organization,
        ticket.Place.Group,
        ticket.Priority,
        ticket.Tags,
        ticket.OccurredAt,
        ticket.DetectedAt,
        ticket.AcknowledgedAt,
        ticket.ResolvedAt,
        ticket.ClosingReason,
        ticket.Resolution,
        ticket.Reopened,
        ticket.ParentId,
        ticket.DuplicateOf,
        ticket.MergedInto,
        ticket.DueAt,
        ticket.AcknowledgeBy,
        ticket.ResolveBy,
        ticket.IsOverdue,
        ticket.Missed,
        ticket.Escalation,
        ticket.Version);

    public static AuditFact Fact(Ticket? before, Ticket? after)
    {
        var named = (after ?? before)!;
        return new("ticket", named.Id.Value, $"#{named.Number} {named.Subject}", Show(before), Show(after)) { Path = named.Place };
    }

    private static JsonElement? Show(Ticket? ticket) => ticket is null ? null : AuditFact.Show(From(ticket));
}

/// <summary>A comment on the wire; it is never changed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TicketId">On which ticket.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record CommentView(CommentId Id, TicketId TicketId, string Text, TicketActor Author, DateTimeOffset CreatedAt)
{
    public static CommentView From(Comment comment) => new(comment.Id, comment.Ticket, comment.Text, comment.Author, comment.CreatedAt);
}
