using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What was seen that a ticket is about; all of it, in the order in which it was added.</summary>
internal sealed class ListObservables(TicketsDb db, PartsDb parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/observables", (TicketId id, ListObservables feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(ObservableView.From));

    public async Task<Result<Page<TicketObservable>>> Handle(OpContext op, TicketId id, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : new Page<TicketObservable>(await parts.Observables(op, id, ct), null);
}
