using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Answer">What is said with it, up to 2,000 characters.</param>
internal sealed record HandBackRequest(string? Answer = null) : IRequest
{
    public Problem? Check() => TicketText.Lines(Answer, "answer", 0, TicketText.MaxNote);
}

/// <summary>Gives a ticket back from whom it was handed to: its execution is PENDING, and it can be executed or handed on again.</summary>
internal sealed class HandBack(TicketsDb db, TicketBook book, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/custody/return", (TicketId id, HandBackRequest request, HandBack feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TicketView.From));

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, HandBackRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        var back = before.HandBack();
        if (!back.Succeeded)
        {
            return back;
        }

        if (await CustodyDb.Held(change, id, ct) is { } held)
        {
            var ended = held.End(CustodyState.Returned, TicketActor.Of(op.Principal), request.Answer, time.GetUtcNow());
            CustodyDb.Update(change, ended);
            change.Publish(new TicketCustodyMoved(id, before.Number, ended.Id, ended.State), before.Place);
        }

        TicketsDb.Update(change, back.Value);
        book.Note(change, id, TicketEntryKind.HandedBack, new TicketEntryDetail { Value = before.DerivedTo, Note = request.Answer?.Trim() });
        TicketBook.Tell(change, back.Value);
        change.Audit(TicketView.Fact(before, back.Value));
        return await change.Commit(back.Value, ct);
    }
}
