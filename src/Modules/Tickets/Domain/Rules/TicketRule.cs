using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain.Rules;

/// <summary>What a rule does.</summary>
internal enum RuleOutcome
{
    /// <summary>A ticket is opened, or the signal joins one that is open.</summary>
    Open,

    /// <summary>Nothing: it is counted.</summary>
    Suppress,
}

/// <summary>By what signals become tickets, or do not.</summary>
internal sealed record TicketRule(
    TicketRuleId Id, int Position, string Name, bool IsEnabled, SignalSource Source, ScopePath Place, RuleMatch Match, RuleOutcome Outcome, RuleOpening Opening,
    string? Reason, DateTimeOffset? Until, string? Failing, TicketActor CreatedBy, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public const int MaxPerTenant = 200;

    /// <summary>Whether a place belongs to the part of the tenant that the rule is of.</summary>
    public bool Covers(ScopePath at) => Place.Group is { } group ? at.Group == group : Place.Organization is not { } organization || at.Organization == organization;

    /// <summary>Whether it decides about a signal.</summary>
    public bool IsFor(TicketSignal signal, DateTimeOffset now) =>
        IsEnabled && Source == signal.Source && (Until is not { } until || now < until) && Covers(signal.Place) && Match.Holds(signal);

    /// <summary>The first that decides; null when none does.</summary>
    public static TicketRule? Decides(IEnumerable<TicketRule> inOrder, TicketSignal signal, DateTimeOffset now) => inOrder.FirstOrDefault(rule => rule.IsFor(signal, now));
}
