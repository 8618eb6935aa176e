using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;

namespace Holdfast.Modules.Tickets.Domain.Rules;

/// <summary>A ticket that a rehearsal opened.</summary>
internal sealed class RehearsedTicket(int number, TicketRule rule, TicketSignal first)
{
    public int Number => number;

    public TicketRule Rule => rule;

    public TicketSignal First => first;

    public string Subject => rule.Opening.SubjectOf(first);

    public TicketSeverity Severity { get; private set; } = rule.Opening.SeverityOf(first);

    public int Signals { get; private set; } = 1;

    public JoinableTicket Joinable { get; private set; } = new(first.Place, first.Device, first.At, first.Observables.ToHashSet(), new HashSet<(TicketRuleId, string)> { (rule.Id, first.Key) });

    public void Take(TicketRule by, TicketSignal signal)
    {
        Signals++;
        var severity = by.Opening.SeverityOf(signal);
        Severity = severity > Severity ? severity : Severity;
        Joinable = Joinable with
        {
            LastAt = signal.At > Joinable.LastAt ? signal.At : Joinable.LastAt,
            Observables = Joinable.Observables.Union(signal.Observables).Take(TicketObservable.MaxPerTicket).ToHashSet<Observable>(),
            Keys = Joinable.Keys.Append((by.Id, signal.Key)).ToHashSet(),
        };
    }
}

/// <summary>
/// What rules would have made of signals, by the decisions that signals are taken by: who decides, and what joins what. Nobody closes a ticket meanwhile, so that of a long time
/// fewer are opened here than would have been.
/// </summary>
internal sealed class RuleRehearsal(IReadOnlyList<TicketRule> rules)
{
    // The newest come first into question, as they do where tickets are looked for.
    private const int MostCandidates = 100;

    private readonly List<RehearsedTicket> tickets = [];
    private readonly Dictionary<TicketRuleId, (int Opened, int Joined, int Suppressed)> counts = [];

    public IReadOnlyList<RehearsedTicket> Tickets => tickets;

    public int Undecided { get; private set; }

    public (int Opened, int Joined, int Suppressed) CountOf(TicketRuleId rule) => counts.GetValueOrDefault(rule);

    /// <summary>Takes the next, in the order in which they came.</summary>
    public void Take(TicketSignal signal)
    {
        if (TicketRule.Decides(rules, signal, signal.At) is not { } rule)
        {
            Undecided++;
            return;
        }

        var count = counts.GetValueOrDefault(rule.Id);
        if (rule.Outcome == RuleOutcome.Suppress)
        {
            counts[rule.Id] = count with { Suppressed = count.Suppressed + 1 };
        }
        else if (tickets.AsEnumerable().Reverse().Where(t => MayJoin(t, signal)).Take(MostCandidates).FirstOrDefault(t => rule.Opening.Joins(rule, signal, t.Joinable)) is { } joined)
        {
            joined.Take(rule, signal);
            counts[rule.Id] = count with { Joined = count.Joined + 1 };
        }
        else
        {
            tickets.Add(new RehearsedTicket(tickets.Count + 1, rule, signal));
            counts[rule.Id] = count with { Opened = count.Opened + 1 };
        }
    }

    private static bool MayJoin(RehearsedTicket ticket, TicketSignal signal) =>
        (signal.Device is { } device && ticket.Joinable.Device == device) || signal.Observables.Any(ticket.Joinable.Observables.Contains) || ticket.Joinable.Keys.Any(k => k.Key == signal.Key);
}
