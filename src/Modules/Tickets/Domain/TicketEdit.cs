using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What a change can take away from a ticket.</summary>
internal enum TicketField
{
    /// <summary>Who takes care of it.</summary>
    Assignee,

    /// <summary>When it is to be done.</summary>
    Due,

    /// <summary>The ticket that it is a part of.</summary>
    Parent,

    /// <summary>The ticket that is about the same.</summary>
    DuplicateOf,
}

/// <summary>What to change; null members stay.</summary>
internal sealed record TicketEdit(string? Subject, string? Description, TicketStage? Stage, TicketSeverity? Severity, UserId? AssigneeId, TicketAction? Action)
{
    public TicketPriority? Priority { get; init; }

    public string[]? Tags { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public TicketId? ParentId { get; init; }

    public TicketId? DuplicateOf { get; init; }

    public ClosingReason? ClosingReason { get; init; }

    public string? Resolution { get; init; }

    /// <summary>What to take away.</summary>
    public IReadOnlyList<TicketField> Clear { get; init; } = [];
}
