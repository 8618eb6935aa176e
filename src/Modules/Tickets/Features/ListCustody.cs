using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>To whom a ticket was handed, the last first, and what became of it.</summary>
internal sealed class ListCustody(TicketsDb db, CustodyDb custody) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/custody", (TicketId id, PageQuery page, ListCustody feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(HandOverView.From));

    public async Task<Result<Page<HandOver>>> Handle(OpContext op, TicketId id, PageRequest page, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : page.Cut(await custody.Chain(op, id, page, ct), h => h.Id.Value);
}
