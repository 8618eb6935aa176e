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
/// Opens a ticket for a finding of severity HIGH or above, or as the tenant's first rule says that is for it: one per device and rule while it is open. When it is worse than the open
/// ticket says, the ticket is made to say so.
/// </summary>
internal sealed class OpenTicketOnFinding(TicketBook book, TicketParts parts, IFleet fleet, IIntegrations integrations, TimeProvider time) : IHandle<FindingRaised>
{
    public async Task<Problem?> Handle(Change change, FindingRaised what, StoredEvent stored, CancellationToken ct)
    {
        var signal = TicketSignal.Of(what, stored.Path, stored.At);
        var rule = TicketRule.Decides(await RulesDb.All(change, ct), signal, time.GetUtcNow());
        if (rule is { Outcome: RuleOutcome.Suppress })
        {
            Note(change, rule, signal, SignalOutcome.Suppressed, null);
            return null;
        }

        if (rule is null && what.Severity < FindingSeverity.High)
        {
            return null;
        }

        // A closed ticket for the same rule that is opened again in this moment stands against it; then the event comes again and finds it.
        change.OnViolation("ticket_open_finding_key", TicketsProblems.OtherOpen);
        var severity = rule?.Opening.SeverityOf(signal) ?? signal.Severity;
        if (await TicketsDb.OpenForUpdate(change, what.Device, what.Rule, ct) is { } open)
        {
            if (severity > open.Severity)
            {
                await book.Move(change, open, open.Worsen(severity), ct);
            }

            Note(change, rule, signal, SignalOutcome.Joined, open.Id);
            return null;
        }

        // Looked up before the counter's row is locked: other tickets of the tenant wait for that.
        var note = await integrations.FindFor(change, DefaultAction.Purpose, ct);
        var terms = await book.Terms(change, ct);

        // It may have moved since: the ticket hangs where it stands now, and what moves it afterwards finds the ticket.
        var device = await fleet.HoldDevice(change, what.Device, ct);
        var ticket = new Ticket(
            Id.New<TicketId>(time),
            await TicketsDb.NextNumber(change, ct),
            TicketText.OneLine(rule?.Opening.SubjectOf(signal) ?? what.Title, TicketText.MaxSubject),
            TicketText.OneLine(what.Detail, TicketText.MaxDescription),
            severity,
            TicketSource.Finding,
            TicketActor.Of(change.Op.Principal),
            time.GetUtcNow())
        {
            Finding = what.Finding,
            Device = what.Device,
            DeviceName = what.DeviceName,
            Priority = rule?.Opening.Priority ?? Ticket.UsualPriority(severity),
            AssigneeId = rule?.Opening.AssigneeId,
            AcknowledgedAt = rule?.Opening.AssigneeId is null ? null : time.GetUtcNow(),
            Tags = TicketTags.Fitting(rule?.Opening.Tags ?? []),
            DetectedAt = stored.At,
            Rule = what.Rule,
            Place = device?.Place ?? stored.Path,
        };
        ticket = note is null ? ticket : ticket with { Action = DefaultAction.For(ticket, note), Intent = 1 };
        parts.Seed(change, book.Open(change, ticket, terms).Id, TicketLinkKind.Finding, what.Finding.ToString());
        foreach (var watcher in rule?.Opening.Watchers ?? [])
        {
            parts.SeedWatcher(change, ticket.Id, watcher);
        }

        Note(change, rule, signal, SignalOutcome.Opened, ticket.Id);
        return null;
    }

    private void Note(Change change, TicketRule? rule, TicketSignal signal, SignalOutcome outcome, TicketId? ticket)
    {
        if (rule is not null)
        {
            RulesDb.Save(change, new SignalRow(signal.Source, signal.Id, rule.Id, outcome, ticket, signal.Key, signal.Occurrences, time.GetUtcNow()));
        }
    }
}
