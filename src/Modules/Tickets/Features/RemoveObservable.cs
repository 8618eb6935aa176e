using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Takes something seen away from a ticket.</summary>
internal sealed class RemoveObservable(TicketsDb db, TicketParts parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}/observables/{observableId}", (TicketId id, ObservableId observableId, RemoveObservable feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, observableId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, TicketId id, ObservableId observableId, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if ((await PartsDb.Observables(change, op, id, ct)).Find(o => o.Id == observableId) is not { } observable)
        {
            return TicketsProblems.NoObservable;
        }

        parts.Remove(change, ticket, observable);
        return await change.Commit(Done.Value, ct);
    }
}
