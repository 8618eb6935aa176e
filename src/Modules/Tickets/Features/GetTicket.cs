using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>One ticket.</summary>
internal sealed class GetTicket(TicketsDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}", (TicketId id, GetTicket feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(TicketView.From))
        .Requires(TicketsPermissions.Read);

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is { } ticket ? ticket : TicketsProblems.NotFound;
}
