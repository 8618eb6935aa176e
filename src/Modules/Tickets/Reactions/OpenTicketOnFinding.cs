using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>
/// Opens a ticket for a finding of severity HIGH or above: one per device and rule while it is open. When it is worse than the open
/// ticket says, the ticket is made to say so.
/// </summary>
internal sealed class OpenTicketOnFinding(TicketsDb db, IIntegrations integrations, TimeProvider time) : IHandle<FindingRaised>
{
    public async Task Handle(OpContext op, FindingRaised what, StoredEvent stored, CancellationToken ct)
    {
        if (what.Severity < FindingSeverity.High)
        {
            return;
        }

        var severity = what.Severity == FindingSeverity.Critical ? TicketSeverity.Critical : TicketSeverity.High;
        await using var change = db.Change();
        if (await TicketsDb.OpenForUpdate(change, what.Device, what.Rule, ct) is { } open)
        {
            if (severity > open.Severity)
            {
                Worsen(change, open, severity);
                await Commit(change, ct);
            }

            return;
        }

        // Looked up before the counter's row is locked: other tickets of the tenant wait for that.
        var integration = await integrations.FindFor(op, DefaultAction.Key, ct);
        var ticket = new Ticket(
            Id.New<TicketId>(time),
            await TicketsDb.NextNumber(change, ct),
            TicketText.OneLine(what.Title, TicketText.MaxSubject),
            TicketText.OneLine(what.Detail, TicketText.MaxDescription),
            severity,
            TicketSource.Finding,
            TicketActor.Of(op.Actor),
            time.GetUtcNow())
        {
            Finding = what.Finding,
            Device = what.Device,
            DeviceName = what.DeviceName,
            Rule = what.Rule,
        };
        ticket = integration is null ? ticket : ticket with { Action = DefaultAction.For(ticket, integration), Intent = 1 };
        TicketsDb.Insert(change, ticket);
        change.Publish(new TicketOpened(ticket.Id, ticket.Number, ticket.Subject, ticket.Severity, ticket.Source, ticket.Device, ticket.Rule, ticket.Finding));
        change.Audit(TicketView.Fact(null, ticket));
        await Commit(change, ct);
    }

    private static void Worsen(Change change, Ticket open, TicketSeverity severity)
    {
        var worse = open.Worsen(severity);
        TicketsDb.Update(change, worse);
        change.Publish(new TicketUpdated(worse.Id, worse.Number, worse.Subject, worse.Severity, worse.Stage, worse.AssigneeId));
        change.Audit(TicketView.Fact(open, worse));
    }

    // A closed ticket for the same rule that is opened again in this moment stands against it; then the event comes again and finds it.
    private static async Task Commit(Change change, CancellationToken ct)
    {
        change.OnViolation("ticket_open_finding_key", TicketsProblems.OtherOpen);
        if (await change.Commit(ct) is { } problem)
        {
            throw new InvalidOperationException(problem.Code);
        }
    }
}
