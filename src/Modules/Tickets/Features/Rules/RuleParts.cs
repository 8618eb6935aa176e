using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain.Rules;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>For which signals a rule is; what is null or empty does not narrow it.</summary>
/// <param name="Connectors">Connectors by their keys.</param>
/// <param name="Integrations">Integrations.</param>
/// <param name="FindingRules">What found it.</param>
/// <param name="SeverityAtLeast">As bad as that, or worse.</param>
/// <param name="Texts">Parts of the title.</param>
/// <param name="Devices">Devices.</param>
/// <param name="ObservableTypes">It has an observable of one of these types.</param>
/// <param name="Observables">It has one of these observables, or one in one of these networks.</param>
internal sealed record RuleMatchView(
    IReadOnlyList<string?>? Connectors, IReadOnlyList<Guid>? Integrations, IReadOnlyList<string?>? FindingRules, TicketSeverity? SeverityAtLeast, IReadOnlyList<string?>? Texts,
    IReadOnlyList<Guid>? Devices, IReadOnlyList<ObservableType>? ObservableTypes, IReadOnlyList<string?>? Observables)
{
    public static RuleMatchView From(RuleMatch m) => new(m.Connectors, m.Integrations, m.FindingRules, m.SeverityAtLeast, m.Texts, m.Devices, m.ObservableTypes, m.Observables);
}

/// <summary>What a ticket of a rule is like, and what joins one that is open.</summary>
/// <param name="Subject">Its subject; the signal's title when null.</param>
/// <param name="Priority">In which order it is to be worked on; as the severity says when null.</param>
/// <param name="Severities">Severities in place of others.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="Watchers">Who follows it.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="DedupeMinutes">For so long the same again joins the open ticket.</param>
/// <param name="CorrelateBy">What shares an observable of one of these types joins; addresses when null.</param>
/// <param name="CorrelateByDevice">What is about the same device joins.</param>
/// <param name="CorrelateMinutes">For so long after the last signal others join.</param>
internal sealed record RuleOpeningView(
    string? Subject, TicketPriority? Priority, IReadOnlyList<SeverityStep?>? Severities, Guid? AssigneeId, IReadOnlyList<Guid>? Watchers, IReadOnlyList<string?>? Tags, int DedupeMinutes,
    IReadOnlyList<ObservableType>? CorrelateBy, bool CorrelateByDevice, int CorrelateMinutes)
{
    public static RuleOpeningView From(RuleOpening o) => new(
        o.Subject, o.Priority, o.Severities, o.AssigneeId?.Value, o.Watchers?.Select(w => w.Value).ToList(), o.Tags, o.DedupeMinutes, o.CorrelateBy, o.CorrelateByDevice, o.CorrelateMinutes);
}
