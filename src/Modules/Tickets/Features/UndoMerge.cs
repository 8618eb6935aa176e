using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>
/// Has a ticket stand by itself again that was put into another: as it was, with what it brought, other than what was removed meanwhile.
/// </summary>
internal sealed class UndoMerge(TicketsDb db, TicketBook book, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/merge/undo", (TicketId id, UndoMerge feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(TicketView.From));

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, CancellationToken ct)
    {
        if (await db.Ticket(op, id, ct) is not { } seen)
        {
            return TicketsProblems.NotFound;
        }

        if (seen.MergedInto is not { } into)
        {
            return TicketsProblems.NotMerged;
        }

        await using var change = db.Change();
        var both = await TicketsDb.ForUpdate(change, [id, into], ct);
        if (both.Find(t => t.Id == id) is not { } source || both.Find(t => t.Id == into) is not { } target)
        {
            return TicketsProblems.NotFound;
        }

        if (source.MergedInto != into || await MergeDb.Of(change, id, ct) is not { } merge)
        {
            return TicketsProblems.NotMerged;
        }

        // What it brought is further on: the last merge is undone first.
        if (target.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        var restored = source.Unmerge(merge.Before);
        TicketsDb.Update(change, restored);
        change.OnViolation("ticket_open_finding_key", TicketsProblems.OtherOpen);
        MergeDb.Undo(change, merge, TicketActor.Of(op.Principal), time.GetUtcNow());
        book.Note(change, id, TicketEntryKind.Unmerged, new TicketEntryDetail { TicketId = into, Value = $"#{target.Number}" });
        book.Note(change, into, TicketEntryKind.Unmerged, new TicketEntryDetail { TicketId = id, Value = $"#{source.Number}" });
        TicketBook.Tell(change, restored);
        TicketBook.Tell(change, target);
        change.Publish(new TicketUnmerged(id, source.Number, into), source.Place);
        change.Audit(TicketView.Fact(source, restored));
        return await change.Commit(restored, ct);
    }
}
