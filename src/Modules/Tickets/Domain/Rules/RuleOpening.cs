using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain.Rules;

/// <summary>A severity in place of another.</summary>
/// <param name="From">What the signal says.</param>
/// <param name="To">What the ticket says.</param>
internal sealed record SeverityStep(TicketSeverity From, TicketSeverity To);

/// <summary>What a ticket of a rule is like, and which signals join one that is open.</summary>
/// <param name="Subject">With {title}, {severity}, {connector} and {observable} filled in; the signal's title when left out. 1 to 200 characters.</param>
/// <param name="Priority">In which order it is to be worked on; as the severity says when left out.</param>
/// <param name="Severities">Severities in place of others.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="Watchers">Who follows it: at most 20.</param>
/// <param name="Tags">Words to find it by: at most 20.</param>
/// <param name="DedupeMinutes">For so long the same again joins the open ticket: 0 to 43,200; 1,440 when left out.</param>
/// <param name="CorrelateBy">What shares an observable of one of these types with an open ticket joins it: addresses when left out, nothing when empty.</param>
/// <param name="CorrelateByDevice">What is about the same device joins.</param>
/// <param name="CorrelateMinutes">For so long after the last signal of a ticket others join it: 0 to 43,200; 1,440 when left out.</param>
internal sealed record RuleOpening(
    string? Subject = null,
    TicketPriority? Priority = null,
    IReadOnlyList<SeverityStep?>? Severities = null,
    UserId? AssigneeId = null,
    IReadOnlyList<UserId>? Watchers = null,
    IReadOnlyList<string?>? Tags = null,
    int DedupeMinutes = 1440,
    IReadOnlyList<ObservableType>? CorrelateBy = null,
    bool CorrelateByDevice = false,
    int CorrelateMinutes = 1440)
{
    private const int MaxMinutes = 43_200;
    private static readonly ObservableType[] Usual = [ObservableType.IpAddress];

    public Problem? Check() =>
        (Subject is { } subject && (subject.Trim().Length is 0 or > TicketText.MaxSubject || subject.Any(char.IsControl)))
        || DedupeMinutes is < 0 or > MaxMinutes || CorrelateMinutes is < 0 or > MaxMinutes || Watchers is { Count: > 20 } || CorrelateBy is { Count: > 20 }
        || Severities is { Count: > 4 } || Severities?.Any(s => s is null) == true || Severities?.DistinctBy(s => s!.From).Count() != Severities?.Count
            ? TicketsProblems.BadOpening
            : TicketTags.Check(Tags, "opening.tags");

    /// <summary>How bad the ticket is.</summary>
    public TicketSeverity SeverityOf(TicketSignal signal) => Severities?.FirstOrDefault(s => s!.From == signal.Severity)?.To ?? signal.Severity;

    /// <summary>Its subject.</summary>
    public string SubjectOf(TicketSignal signal) => Subject is null ? signal.Title : Subject
        .Replace("{severity}", EnumText.Of(signal.Severity), StringComparison.Ordinal)
        .Replace("{connector}", signal.Connector ?? "", StringComparison.Ordinal)
        .Replace("{observable}", signal.Observables.Count > 0 ? signal.Observables[0].Value : "", StringComparison.Ordinal)
        .Replace("{title}", signal.Title, StringComparison.Ordinal);

    /// <summary>Whether a signal belongs to a ticket that is open.</summary>
    public bool Joins(TicketRule rule, TicketSignal signal, JoinableTicket ticket)
    {
        var since = signal.At - ticket.LastAt;
        return (since <= TimeSpan.FromMinutes(DedupeMinutes) && ticket.Keys.Contains((rule.Id, signal.Key)))
            || (since <= TimeSpan.FromMinutes(CorrelateMinutes) && rule.Covers(ticket.Place)
                && ((CorrelateByDevice && signal.Device is { } device && ticket.Device == device)
                    || signal.Observables.Any(o => (CorrelateBy ?? Usual).Contains(o.Type) && ticket.Observables.Contains(o))));
    }
}

/// <summary>An open ticket, as far as it says whether a signal belongs to it.</summary>
/// <param name="Place">Where it hangs.</param>
/// <param name="Device">About which device.</param>
/// <param name="LastAt">When it was opened, or the last signal joined it.</param>
/// <param name="Observables">What was seen.</param>
/// <param name="Keys">What came to it by which rule.</param>
internal sealed record JoinableTicket(ScopePath Place, Guid? Device, DateTimeOffset LastAt, IReadOnlySet<Observable> Observables, IReadOnlySet<(TicketRuleId Rule, string Key)> Keys);
