using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>
/// One link of the chain of custody: to whom a ticket was handed, by whom, until when, and what became of it. HANDED -> ACCEPTED; from both it is
/// RETURNED, or PASSED_ON to the next.
/// </summary>
internal sealed record HandOver(HandOverId Id, TicketId Ticket, string Recipient, TicketActor HandedBy, DateTimeOffset HandedAt)
{
    /// <summary>Who answers for it, where the recipient is a person of the tenant.</summary>
    public UserId? OwnerId { get; init; }

    public string? Note { get; init; }

    /// <summary>Its own clock: when the recipient is to be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public CustodyState State { get; init; } = CustodyState.Handed;

    public TicketActor? AcceptedBy { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public TicketActor? EndedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was said when it came back.</summary>
    public string? Answer { get; init; }

    public Result<HandOver> Accept(TicketActor by, DateTimeOffset now) => State == CustodyState.Handed
        ? this with { State = CustodyState.Accepted, AcceptedBy = by, AcceptedAt = now }
        : TicketsProblems.NotHanded;

    /// <summary>Ends it.</summary>
    public HandOver End(CustodyState state, TicketActor by, string? answer, DateTimeOffset now) =>
        this with { State = state, EndedBy = by, EndedAt = now, Answer = answer?.Trim() };
}
