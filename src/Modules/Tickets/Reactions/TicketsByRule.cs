using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>
/// Has signals become tickets as the first rule says that is for them. One tenant's are taken one after the other, so that of two about one thing the second
/// finds the ticket of the first. A rule that cannot be followed is passed over, and says why.
/// </summary>
internal sealed class TicketsByRule(TicketsContract tickets, TicketBook book, TicketParts parts, TimeProvider time)
{
    private const int MostCandidates = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Takes a signal. It commits with the change.</summary>
    public async Task Take(Change change, TicketSignal signal, CancellationToken ct)
    {
        await RulesDb.Lock(change, ct);
        var known = await RulesDb.Signal(change, signal.Source, signal.Id, ct);
        if (known?.Ticket is { } its && await TicketsDb.ForUpdate(change, its, ct) is { } open && open.Stage != TicketStage.Closed)
        {
            await Again(change, signal, known, open, ct);
            return;
        }

        if (known is not null && known.Occurrences >= signal.Occurrences)
        {
            // Said again in other words; what it became stands.
            return;
        }

        foreach (var rule in (await RulesDb.All(change, ct)).Where(r => r.IsFor(signal, time.GetUtcNow())))
        {
            if (rule.Outcome == RuleOutcome.Suppress)
            {
                Save(change, rule, signal, SignalOutcome.Suppressed, null);
                return;
            }

            if (await OpenOrJoin(change, rule, signal, ct) is { } failure)
            {
                RulesDb.Fails(change, rule.Id, $"{failure.Code}: {failure.Detail}");
                continue;
            }

            return;
        }
    }

    /// <summary>Says on its ticket that an alert is over.</summary>
    public async Task End(Change change, SignalSource source, Guid signal, CancellationToken ct)
    {
        if (await RulesDb.Signal(change, source, signal, ct) is { Ticket: { } its } && await TicketsDb.ForUpdate(change, its, ct) is { Stage: not TicketStage.Closed } ticket)
        {
            book.Note(change, ticket.Id, TicketEntryKind.SignalEnded, new TicketEntryDetail { Kind = EnumText.Of(source), Value = signal.ToString() });
            TicketBook.Tell(change, ticket);
        }
    }

    private async Task Again(Change change, TicketSignal signal, SignalRow known, Ticket open, CancellationToken ct)
    {
        if (signal.Occurrences > known.Occurrences)
        {
            book.Note(change, open.Id, TicketEntryKind.SignalAgain, new TicketEntryDetail { Kind = EnumText.Of(signal.Source), Value = signal.Id.ToString(), Note = signal.Title });
            RulesDb.Save(change, known with { Occurrences = signal.Occurrences, At = time.GetUtcNow() });
        }

        await Worsen(change, open, signal.Severity, ct);
        await Add(change, open.Id, signal, ct);
    }

    private async Task<Problem?> OpenOrJoin(Change change, TicketRule rule, TicketSignal signal, CancellationToken ct)
    {
        var joinable = await RulesDb.Joinable(change, signal, MostCandidates, ct);
        var match = joinable.Find(j => rule.Opening.Joins(rule, signal, j.Ticket));
        if (match.Ticket is not null && await TicketsDb.ForUpdate(change, match.Id, ct) is { Stage: not TicketStage.Closed } ticket)
        {
            book.Note(change, ticket.Id, TicketEntryKind.SignalJoined, new TicketEntryDetail { Kind = EnumText.Of(signal.Source), Value = signal.Id.ToString(), Note = rule.Name });
            await Worsen(change, ticket, rule.Opening.SeverityOf(signal), ct);
            await Add(change, ticket.Id, signal, ct);
            Save(change, rule, signal, SignalOutcome.Joined, ticket.Id);
            return null;
        }

        var opened = await tickets.Open(
            change,
            new TicketDraft(rule.Opening.SubjectOf(signal), $"By the rule \"{rule.Name}\".", rule.Opening.SeverityOf(signal))
            {
                Priority = rule.Opening.Priority,
                Place = signal.Place,
                Device = signal.Device is { } device ? DeviceId.From(device) : null,
                Tags = [.. (rule.Opening.Tags ?? []).OfType<string>()],
                Assignee = rule.Opening.AssigneeId,
                OccurredAt = signal.HappenedAt ?? signal.At,
                Observables = [.. signal.Observables.Select(o => new ObservableDraft(o.Type, o.Value))],
                Links = [LinkOf(signal)],
            },
            ct);
        if (!opened.Succeeded)
        {
            return opened.Problem;
        }

        foreach (var watcher in rule.Opening.Watchers ?? [])
        {
            parts.SeedWatcher(change, opened.Value.Id, watcher);
        }

        Save(change, rule, signal, SignalOutcome.Opened, opened.Value.Id);
        return null;
    }

    private async Task Worsen(Change change, Ticket ticket, TicketSeverity severity, CancellationToken ct)
    {
        if (severity > ticket.Severity)
        {
            await book.Move(change, ticket, ticket.Worsen(severity), ct);
        }
    }

    // What there is no room for any more is counted by the rule all the same.
    private async Task Add(Change change, TicketId ticket, TicketSignal signal, CancellationToken ct)
    {
        foreach (var observable in signal.Observables)
        {
            _ = await tickets.AddObservable(change, ticket, new ObservableDraft(observable.Type, observable.Value), ct);
        }

        _ = await tickets.AddLink(change, ticket, LinkOf(signal), ct);
    }

    private void Save(Change change, TicketRule rule, TicketSignal signal, SignalOutcome outcome, TicketId? ticket)
    {
        RulesDb.Save(change, new SignalRow(signal.Source, signal.Id, rule.Id, outcome, ticket, signal.Key, signal.Occurrences, time.GetUtcNow()));
        RulesDb.Prune(change, time.GetUtcNow() - Kept);
    }

    private static LinkDraft LinkOf(TicketSignal signal) => new(signal.Source == SignalSource.Alert ? TicketLinkKind.Alert : TicketLinkKind.Finding, signal.Id.ToString());
}

/// <summary>Alerts become tickets by rules; without one they stay alerts.</summary>
internal sealed class TicketAlerts(TicketsByRule rules) : IHandle<AlertReceived>, IHandle<AlertEnded>
{
    public async Task<Problem?> Handle(Change change, AlertReceived what, StoredEvent stored, CancellationToken ct)
    {
        if (what.IsActive)
        {
            await rules.Take(change, TicketSignal.Of(what, stored.Path, stored.At), ct);
        }
        else
        {
            await rules.End(change, SignalSource.Alert, what.Alert.Value, ct);
        }

        return null;
    }

    public async Task<Problem?> Handle(Change change, AlertEnded what, StoredEvent stored, CancellationToken ct)
    {
        await rules.End(change, SignalSource.Alert, what.Alert.Value, ct);
        return null;
    }
}
