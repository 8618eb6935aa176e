using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Removes a ticket that was never executed or handed on. Its number is not given again.</summary>
internal sealed class DeleteTicket(TicketsDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}", (TicketId id, IfMatch match, DeleteTicket feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(TicketsPermissions.Write);

    public async Task<Result<Done>> Handle(OpContext op, TicketId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if ((match.Check(ticket.Version) ?? ticket.CheckDelete()) is { } refused)
        {
            return refused;
        }

        TicketsDb.Delete(change, id);
        change.Publish(new TicketDeleted(id, ticket.Number));
        change.Audit(TicketView.Fact(ticket, null));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
