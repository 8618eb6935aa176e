using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="IntoId">The ticket that goes on; open.</param>
internal sealed record MergeTicketRequest(TicketId IntoId);

/// <summary>
/// Puts a ticket into another: it is closed as a duplicate, and its comments, observables, links and watchers go to the other, as far as that has them not.
/// </summary>
internal sealed class MergeTicket(TicketsDb db, TicketBook book, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/merge", (TicketId id, MergeTicketRequest request, MergeTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TicketView.From));

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, MergeTicketRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        var both = await TicketsDb.ForUpdate(change, [id, request.IntoId], ct);
        if (both.Find(t => t.Id == id) is not { } source)
        {
            return TicketsProblems.NotFound;
        }

        if (both.Find(t => t.Id == request.IntoId) is not { } target)
        {
            return TicketsProblems.UnknownTicket("intoId");
        }

        var now = time.GetUtcNow();
        var merged = source.MergeInto(target, now);
        if (!merged.Succeeded)
        {
            return merged;
        }

        var by = TicketActor.Of(op.Principal);
        TicketsDb.Update(change, merged.Value);
        MergeDb.Insert(change, new Merge(Id.New<TicketMergeId>(time), id, target.Id, source.Remember(), by, now));
        book.Note(change, id, TicketEntryKind.Merged, new TicketEntryDetail { TicketId = target.Id, Value = $"#{target.Number}" });
        book.Note(change, target.Id, TicketEntryKind.TookIn, new TicketEntryDetail { TicketId = id, Value = $"#{source.Number}" });
        TicketBook.Tell(change, merged.Value);
        TicketBook.Tell(change, target);
        if (source.Stage != TicketStage.Closed)
        {
            change.Publish(new TicketClosed(id, source.Number, source.Subject, source.Execution), source.Place);
        }

        change.Publish(new TicketMerged(id, source.Number, target.Id), source.Place);
        change.Audit(TicketView.Fact(source, merged.Value));
        return await change.Commit(merged.Value, ct);
    }
}
