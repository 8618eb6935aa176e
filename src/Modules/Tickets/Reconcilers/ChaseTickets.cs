using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tickets.Reconcilers;

/// <summary>
/// Says of a ticket whose clock has run out that it is overdue, once for each clock, and has it stand higher. What was said stands in the ticket's row, and
/// is written in the change that says it.
/// </summary>
internal sealed class ChaseTickets(TicketsDb db, TicketBook book, TimeProvider time) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => TicketsDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = TicketId.From(item.Id!.Value);
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            TicketsDb.Unwatch(change, id);
            await change.Commit(ct);
            return true;
        }

        var after = before.Miss(time.GetUtcNow());
        if (ReferenceEquals(after, before))
        {
            // Somebody has moved it on since it was due.
            return false;
        }

        TicketsDb.Update(change, after);
        foreach (var (clock, at) in before.Clocks().Where(c => after.Missed.Contains(c.Clock) && !before.Missed.Contains(c.Clock)))
        {
            book.Note(change, id, TicketEntryKind.Overdue, new TicketEntryDetail { Kind = EnumText.Of(clock) });
            change.Publish(new TicketOverdue(id, after.Number, after.Subject, clock, at), after.Place);
        }

        if (after.Escalation > before.Escalation)
        {
            book.Note(change, id, TicketEntryKind.Escalated, new TicketEntryDetail { Value = $"{after.Escalation}" });
            change.Publish(new TicketEscalated(id, after.Number, after.Subject, after.Escalation, after.AssigneeId), after.Place);
        }

        change.Audit(TicketView.Fact(before, after));
        await change.Commit(ct);
        return true;
    }
}
