using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>Something seen, as it is given: it is brought into its normal form, or refused.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Value">Its text.</param>
public sealed record ObservableDraft(ObservableType Kind, string Value);

/// <summary>Another thing, as it is given.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Target">Its id or address.</param>
public sealed record LinkDraft(TicketLinkKind Kind, string Target);

/// <summary>A ticket that is to be opened. Texts from outside are cut to their bounds and cleaned of control characters.</summary>
/// <param name="Subject">One line, at most 200 characters.</param>
/// <param name="Description">At most 10,000 characters.</param>
/// <param name="Severity">How bad it is.</param>
public sealed record TicketDraft(string Subject, string Description, TicketSeverity Severity)
{
    /// <summary>In which order it is to be worked on; as the severity says when null.</summary>
    public TicketPriority? Priority { get; init; }

    /// <summary>Where it hangs in the tenant's tree; a device that is named stands above it.</summary>
    public ScopePath Place { get; init; }

    /// <summary>The device that it is about.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>Words to find it by, at most 20.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who takes care of it; the caller has made sure that the tenant has this person.</summary>
    public UserId? Assignee { get; init; }

    /// <summary>When that which it is about happened, where that is known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When it was noticed; now when null.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>What was seen, at most 100.</summary>
    public IReadOnlyList<ObservableDraft> Observables { get; init; } = [];

    /// <summary>What else it has to do with, at most 100.</summary>
    public IReadOnlyList<LinkDraft> Links { get; init; } = [];
}

/// <summary>What is to be other about a ticket; members that are null stay.</summary>
public sealed record TicketRevision
{
    /// <summary>How bad it is.</summary>
    public TicketSeverity? Severity { get; init; }

    /// <summary>In which order it is to be worked on.</summary>
    public TicketPriority? Priority { get; init; }

    /// <summary>Where people are with it.</summary>
    public TicketStage? Stage { get; init; }

    /// <summary>Who takes care of it; the caller has made sure that the tenant has this person.</summary>
    public UserId? Assignee { get; init; }

    /// <summary>All the words to find it by, at most 20.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>A ticket, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number in the tenant.</param>
/// <param name="Subject">Its subject in one line.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Stage">Where people are with it.</param>
/// <param name="Execution">What has become of its action.</param>
/// <param name="Place">Where it hangs in the tenant's tree.</param>
public sealed record TicketSummary(TicketId Id, long Number, string Subject, TicketSeverity Severity, TicketStage Stage, TicketExecution Execution, ScopePath Place);

/// <summary>
/// What other modules do with tickets, each inside the caller's change: it commits with that, and the entry of the timeline and the audit log with it.
/// The caller has asked the operation's reach about the place; a ticket itself is looked for within reach.
/// </summary>
public interface ITickets
{
    /// <summary>Opens a ticket with what was seen and what it has to do with. An observable or link that is none is refused, and nothing is opened.</summary>
    Task<Result<TicketSummary>> Open(Change change, TicketDraft draft, CancellationToken ct);

    /// <summary>One ticket; null when there is none within reach.</summary>
    Task<TicketSummary?> Find(Change change, TicketId id, CancellationToken ct);

    /// <summary>The newest ticket that is not closed and has this observable; null when there is none within reach.</summary>
    Task<TicketSummary?> FindOpen(Change change, ObservableDraft observable, CancellationToken ct);

    /// <summary>Adds something seen to a ticket; nothing happens when it is there already.</summary>
    Task<Problem?> AddObservable(Change change, TicketId id, ObservableDraft observable, CancellationToken ct);

    /// <summary>Adds a link to a ticket; nothing happens when it is there already.</summary>
    Task<Problem?> AddLink(Change change, TicketId id, LinkDraft link, CancellationToken ct);

    /// <summary>Says something about a ticket.</summary>
    Task<Problem?> Comment(Change change, TicketId id, string text, CancellationToken ct);

    /// <summary>Closes a ticket; nothing happens when it is closed already.</summary>
    Task<Problem?> Close(Change change, TicketId id, ClosingReason reason, string? resolution, CancellationToken ct);

    /// <summary>Changes a ticket; nothing happens when it is so already.</summary>
    Task<Problem?> Update(Change change, TicketId id, TicketRevision revision, CancellationToken ct);

    /// <summary>The people of a ticket: who follows it, who takes care of it and who opened it, each once. Null when there is no such ticket within reach.</summary>
    Task<IReadOnlyList<UserId>?> People(Change change, TicketId id, CancellationToken ct);
}

/// <summary>What somebody needs to work on tickets, for modules that do it on somebody's behalf.</summary>
public static class TicketRights
{
    /// <summary>To open and change them.</summary>
    public static Permission Write => TicketsPermissions.Write;
}
