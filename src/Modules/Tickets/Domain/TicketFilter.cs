using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>In which order a list of tickets comes.</summary>
internal enum TicketSort
{
    /// <summary>By number, the newest first.</summary>
    Newest,

    /// <summary>By number, the oldest first.</summary>
    Oldest,

    /// <summary>The most severe first, and of those the newest.</summary>
    Severity,

    /// <summary>The most urgent first, and of those the newest.</summary>
    Priority,

    /// <summary>By the clock that runs out next, the soonest first; those without one last.</summary>
    Due,
}

/// <summary>Something seen that is looked for.</summary>
/// <param name="Kind">Of which kind; null for any.</param>
/// <param name="Values">In which forms.</param>
internal sealed record ObservableFilter(ObservableType? Kind, string[] Values);

/// <summary>Which tickets a list holds; null members do not narrow it.</summary>
internal sealed record TicketFilter
{
    public TicketExecution? Execution { get; init; }

    public TicketStage? Stage { get; init; }

    public TicketSeverity? Severity { get; init; }

    public TicketPriority? Priority { get; init; }

    public DeviceId? Device { get; init; }

    public bool? Open { get; init; }

    /// <summary>Whether one of its clocks has run out.</summary>
    public bool? Overdue { get; init; }

    public UserId? Assignee { get; init; }

    /// <summary>Whether anybody takes care of it.</summary>
    public bool? Assigned { get; init; }

    public UserId? Watcher { get; init; }

    public TicketId? Parent { get; init; }

    public string? Tag { get; init; }

    public ObservableFilter? Observable { get; init; }

    /// <summary>A number, or a part of the subject or description.</summary>
    public SearchText? Search { get; init; }

    /// <summary>Words of subject, description or comments, as people write them for a search engine.</summary>
    public SearchText? Text { get; init; }
}
