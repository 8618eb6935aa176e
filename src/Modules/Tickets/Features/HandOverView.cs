using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>One link of a ticket's chain of custody.</summary>
/// <param name="Id">Its id.</param>
/// <param name="To">To whom the ticket was handed.</param>
/// <param name="OwnerId">Who of the tenant answers for it there.</param>
/// <param name="Note">What was said with it.</param>
/// <param name="HandedBy">Who handed it on.</param>
/// <param name="HandedAt">When.</param>
/// <param name="DueAt">When they are to be done.</param>
/// <param name="State">What has become of it.</param>
/// <param name="AcceptedBy">Who said that they have it.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="EndedBy">Who gave it back or on.</param>
/// <param name="EndedAt">When; null while they have it.</param>
/// <param name="Answer">What was said when it came back.</param>
internal sealed record HandOverView(
    HandOverId Id,
    string To,
    UserId? OwnerId,
    string? Note,
    TicketActor HandedBy,
    DateTimeOffset HandedAt,
    DateTimeOffset? DueAt,
    CustodyState State,
    TicketActor? AcceptedBy,
    DateTimeOffset? AcceptedAt,
    TicketActor? EndedBy,
    DateTimeOffset? EndedAt,
    string? Answer)
{
    public static HandOverView From(HandOver h) => new(
        h.Id, h.Recipient, h.OwnerId, h.Note, h.HandedBy, h.HandedAt, h.DueAt, h.State, h.AcceptedBy, h.AcceptedAt, h.EndedBy, h.EndedAt, h.Answer);
}
