using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>What a rule would have done.</summary>
/// <param name="Name">Which rule.</param>
/// <param name="Opened">How many tickets.</param>
/// <param name="Joined">How many alerts would have joined open ones.</param>
/// <param name="Suppressed">How many alerts it would have suppressed.</param>
internal sealed record RehearsedRuleView(string Name, int Opened, int Joined, int Suppressed);

/// <summary>A ticket that would have been opened.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Severity">How bad it would have become.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="At">When.</param>
/// <param name="Alerts">Of how many alerts.</param>
/// <param name="OrganizationId">Of which organization; null for none.</param>
/// <param name="FirstAlertId">The alert that opened it.</param>
internal sealed record RehearsedTicketView(string Subject, TicketSeverity Severity, string Rule, DateTimeOffset At, int Alerts, Guid? OrganizationId, Guid FirstAlertId);

/// <summary>How many tickets of a kind.</summary>
/// <param name="Name">A severity, or an organization's id; empty for the tenant itself.</param>
/// <param name="Tickets">How many.</param>
internal sealed record RehearsedCountView(string Name, int Tickets);

/// <summary>What rules would have made of the alerts that are kept. Findings are not gone through, and nobody closes a ticket meanwhile.</summary>
/// <param name="From">From when on.</param>
/// <param name="KeptFrom">When the oldest alert that was looked at was received; null when there was none. What is older than it may have been removed.</param>
/// <param name="Alerts">How many alerts were gone through.</param>
/// <param name="IsWhole">False when there were more than are gone through, or it took too long.</param>
/// <param name="Undecided">How many alerts no rule was for.</param>
/// <param name="Tickets">How many tickets would have been opened.</param>
/// <param name="TicketsToday">How many would have been opened by the rules that there are now.</param>
/// <param name="Rules">What each would have done, in their order.</param>
/// <param name="BySeverity">Tickets by severity.</param>
/// <param name="ByOrganization">Tickets by organization, at most 50 of them.</param>
/// <param name="Examples">The first twenty tickets.</param>
internal sealed record RuleRehearsalView(
    DateTimeOffset From, DateTimeOffset? KeptFrom, int Alerts, bool IsWhole, int Undecided, int Tickets, int TicketsToday, IReadOnlyList<RehearsedRuleView> Rules,
    IReadOnlyList<RehearsedCountView> BySeverity, IReadOnlyList<RehearsedCountView> ByOrganization, IReadOnlyList<RehearsedTicketView> Examples)
{
    private const int MostExamples = 20;

    public static RuleRehearsalView Of(
        DateTimeOffset from, DateTimeOffset? oldest, int alerts, bool isWhole, IReadOnlyList<TicketRule> rules, RuleRehearsal rehearsal, int today) => new(
        from, oldest, alerts, isWhole, rehearsal.Undecided, rehearsal.Tickets.Count, today,
        [.. rules.Select(r => (r.Name, Count: rehearsal.CountOf(r.Id))).Select(r => new RehearsedRuleView(r.Name, r.Count.Opened, r.Count.Joined, r.Count.Suppressed))],
        [.. rehearsal.Tickets.GroupBy(t => t.Severity).OrderByDescending(g => g.Key).Select(g => new RehearsedCountView(EnumText.Of(g.Key), g.Count()))],
        [.. rehearsal.Tickets.GroupBy(t => t.First.Place.Organization).OrderByDescending(g => g.Count()).Take(50).Select(g => new RehearsedCountView(g.Key?.ToString() ?? "", g.Count()))],
        [.. rehearsal.Tickets.Take(MostExamples).Select(t => new RehearsedTicketView(t.Subject, t.Severity, t.Rule.Name, t.First.At, t.Signals, t.First.Place.Organization, t.First.Id))]);
}
