using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <param name="Name">1 to 100 characters in one line, another for each of the tenant's.</param>
/// <param name="Source">For what.</param>
/// <param name="Match">For which signals.</param>
/// <param name="Outcome">What it does.</param>
/// <param name="Opening">What its tickets are like, and what joins them.</param>
/// <param name="Reason">Why: needed where it suppresses, up to 500 characters.</param>
/// <param name="Until">Until when it decides; for ever when left out.</param>
/// <param name="IsEnabled">Whether it decides anything.</param>
/// <param name="Scope">The tenant, an organization or a group: it is for what happens there and below. The tenant when left out.</param>
internal sealed record SaveRuleRequest(
    string Name, SignalSource Source, RuleMatch Match, RuleOutcome Outcome, RuleOpening? Opening = null, string? Reason = null, DateTimeOffset? Until = null, bool IsEnabled = true,
    Scope? Scope = null) : IRequest
{
    private const int MaxName = 100;
    private const int MaxReason = 500;

    public Problem? Check() =>
        TicketText.Line(Name, "name", MaxName)
        ?? (Reason is { } reason ? TicketText.Line(reason, "reason", MaxReason) : Outcome == RuleOutcome.Suppress ? TicketsProblems.ReasonNeeded : null)
        ?? Match.Check()
        ?? Opening?.Check();
}
