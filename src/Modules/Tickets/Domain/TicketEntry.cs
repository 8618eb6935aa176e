using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What has happened to a ticket.</summary>
internal enum TicketEntryKind
{
    /// <summary>It was opened.</summary>
    Opened,

    /// <summary>Some of it is other than it was.</summary>
    Changed,

    /// <summary>It was closed.</summary>
    Closed,

    /// <summary>It is being worked on again.</summary>
    Reopened,

    /// <summary>Somebody said something about it.</summary>
    Commented,

    /// <summary>Its action got somewhere.</summary>
    Execution,

    /// <summary>It was handed on.</summary>
    HandedOver,

    /// <summary>Whom it was handed to has taken it.</summary>
    Accepted,

    /// <summary>It came back.</summary>
    HandedBack,

    /// <summary>Something seen was added.</summary>
    ObservableAdded,

    /// <summary>Something seen was taken away.</summary>
    ObservableRemoved,

    /// <summary>A link was added.</summary>
    LinkAdded,

    /// <summary>A link was taken away.</summary>
    LinkRemoved,

    /// <summary>Somebody follows it.</summary>
    WatcherAdded,

    /// <summary>Somebody follows it no more.</summary>
    WatcherRemoved,

    /// <summary>A clock of it ran out.</summary>
    Overdue,

    /// <summary>It stands higher, because it is late.</summary>
    Escalated,

    /// <summary>Another ticket was put into it.</summary>
    TookIn,

    /// <summary>It was put into another ticket.</summary>
    Merged,

    /// <summary>A merge of it was undone.</summary>
    Unmerged,

    /// <summary>An alert or a finding joined it by a rule.</summary>
    SignalJoined,

    /// <summary>An alert of it began anew.</summary>
    SignalAgain,

    /// <summary>An alert of it is over.</summary>
    SignalEnded,

    /// <summary>Something was attached.</summary>
    AttachmentAdded,

    /// <summary>Something attached was taken away.</summary>
    AttachmentRemoved,

    /// <summary>The scanner found something in what was attached.</summary>
    AttachmentInfected,
}

/// <summary>One thing that is other than it was.</summary>
/// <param name="Field">Which, by its name in the API.</param>
/// <param name="From">What it was; null for nothing.</param>
/// <param name="To">What it is; null for nothing.</param>
internal sealed record FieldChange(string Field, string? From, string? To);

/// <summary>What an entry says; which members it has is up to its kind.</summary>
internal sealed record TicketEntryDetail
{
    /// <summary>What is other than it was.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    /// <summary>Which comment.</summary>
    public CommentId? CommentId { get; init; }

    /// <summary>What kind of observable, link or clock, or which state.</summary>
    public string? Kind { get; init; }

    /// <summary>Which observable, link or attachment, to whom, or why.</summary>
    public string? Value { get; init; }

    /// <summary>What was said with it.</summary>
    public string? Note { get; init; }

    /// <summary>Which person.</summary>
    public UserId? UserId { get; init; }

    /// <summary>Which other ticket.</summary>
    public TicketId? TicketId { get; init; }
}

/// <summary>One line of a ticket's timeline: written with the change that it tells of, and never changed.</summary>
internal sealed record TicketEntry(TicketEntryId Id, TicketId Ticket, TicketEntryKind Kind, TicketActor Actor, DateTimeOffset At, TicketEntryDetail Detail)
{
    /// <summary>The comment's text, where the entry is about one.</summary>
    public string? Text { get; init; }
}
