using System.Net;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain.Rules;

/// <summary>Which signals a rule is for: all that is said must hold, and of a list one of its members is enough. What is empty does not narrow it.</summary>
/// <param name="Connectors">Connectors by their keys, such as <c>wazuh</c>: at most 20.</param>
/// <param name="Integrations">Integrations: at most 50.</param>
/// <param name="FindingRules">What found it, such as <c>ssh.brute_force</c>, or the beginning of that with a star, such as <c>ssh.*</c>: at most 50.</param>
/// <param name="SeverityAtLeast">As bad as that, or worse.</param>
/// <param name="Texts">Parts of the title, whatever their case: at most 20 of 2 to 200 characters.</param>
/// <param name="Devices">Devices: at most 200.</param>
/// <param name="ObservableTypes">It has an observable of one of these types.</param>
/// <param name="Observables">It has one of these observables; of addresses also networks such as 203.0.113.0/24: at most 200.</param>
internal sealed record RuleMatch(
    IReadOnlyList<string?>? Connectors = null,
    IReadOnlyList<Guid>? Integrations = null,
    IReadOnlyList<string?>? FindingRules = null,
    TicketSeverity? SeverityAtLeast = null,
    IReadOnlyList<string?>? Texts = null,
    IReadOnlyList<Guid>? Devices = null,
    IReadOnlyList<ObservableType>? ObservableTypes = null,
    IReadOnlyList<string?>? Observables = null)
{
    public Problem? Check() =>
        TooMany(Connectors, 20) || TooMany(Integrations, 50) || TooMany(FindingRules, 50) || TooMany(Texts, 20) || TooMany(Devices, 200) || TooMany(Observables, 200)
        || Bad(Connectors, 1, 50) || Bad(FindingRules, 1, 100) || Bad(Texts, 2, 200) || ObservableTypes is { Count: > 20 }
            ? TicketsProblems.BadMatch
            : Observables?.Any(o => o is null || (MeansNetwork(o) ? Network(o) is null : NormalObservable.Forms(o).Length == 0)) == true ? TicketsProblems.BadMatch : null;

    public bool Holds(TicketSignal signal) =>
        Has(Connectors, c => c == signal.Connector)
        && Has(Integrations, i => i == signal.Integration)
        && Has(FindingRules, r => signal.FindingRule is { } rule && (r!.EndsWith('*') ? rule.StartsWith(r[..^1], StringComparison.Ordinal) : rule == r))
        && (SeverityAtLeast is not { } least || signal.Severity >= least)
        && Has(Texts, t => signal.Title.Contains(t!, StringComparison.OrdinalIgnoreCase))
        && Has(Devices, d => d == signal.Device)
        && Has(ObservableTypes, t => signal.Observables.Any(o => o.Type == t))
        && Has(Observables, text => Seen(text!, signal));

    private static bool Seen(string text, TicketSignal signal)
    {
        if (Network(text) is { } network)
        {
            return signal.Observables.Any(o => o.Type == ObservableType.IpAddress && IPAddress.TryParse(o.Value, out var address) && network.Contains(address));
        }

        var forms = NormalObservable.Forms(text);
        return signal.Observables.Any(o => forms.Contains(o.Value, StringComparer.Ordinal));
    }

    private static IPNetwork? Network(string text) => MeansNetwork(text) && IPNetwork.TryParse(text.Trim(), out var network) ? network : null;

    private static bool MeansNetwork(string text) => text.IndexOf('/', StringComparison.Ordinal) is > 0 and var at && IPAddress.TryParse(text[..at].Trim(), out _);

    private static bool Has<T>(IReadOnlyList<T>? wanted, Func<T, bool> holds) => wanted is not { Count: > 0 } || wanted.Any(holds);

    private static bool TooMany<T>(IReadOnlyList<T>? list, int most) => list?.Count > most;

    private static bool Bad(IReadOnlyList<string?>? texts, int least, int most) => texts?.Any(t => t is null || t.Trim().Length < least || t.Length > most || t.Any(char.IsControl)) == true;
}
