using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Says that whom a ticket was handed to has it.</summary>
internal sealed class AcceptTicket(TicketsDb db, TicketBook book, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/custody/accept", (TicketId id, AcceptTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(HandOverView.From));

    public async Task<Result<HandOver>> Handle(OpContext op, TicketId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (ticket.Execution != TicketExecution.Derived || await CustodyDb.Held(change, id, ct) is not { } held)
        {
            return TicketsProblems.NotDerived;
        }

        if (held.Accept(TicketActor.Of(op.Principal), time.GetUtcNow()).Fails(out var accepted, out var refused))
        {
            return refused;
        }

        CustodyDb.Update(change, accepted);
        book.Note(change, id, TicketEntryKind.Accepted, new TicketEntryDetail { Value = accepted.Recipient });
        change.Publish(new TicketCustodyMoved(id, ticket.Number, accepted.Id, accepted.State), ticket.Place);
        change.Audit(TicketView.Fact(null, ticket) with { Before = AuditFact.Show(HandOverView.From(held)), After = AuditFact.Show(HandOverView.From(accepted)) });
        return await change.Commit(accepted, ct);
    }
}
