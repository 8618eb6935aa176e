using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Kind">What kind of thing.</param>
/// <param name="Value">Its text, at most 2,000 characters; it is kept in its normal form.</param>
internal sealed record AddObservableRequest(ObservableType Kind, string Value) : IRequest
{
    public Problem? Check() => TicketObservable.Normal(Kind, Value, "value").Problem;
}

/// <summary>Adds something seen to a ticket: each once, at most 100.</summary>
internal sealed class AddObservable(TicketsDb db, TicketParts parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/observables", (TicketId id, AddObservableRequest request, AddObservable feature, OpContext op, CancellationToken ct) =>
            feature.Handle(id, request, ct).ToCreated(ObservableView.From, _ => $"/api/tickets/{id}/observables"));

    public async Task<Result<TicketObservable>> Handle(TicketId id, AddObservableRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        var added = await parts.Add(change, ticket, request.Kind, TicketObservable.Normal(request.Kind, request.Value, "value").Value, ct);
        return added.Succeeded ? await change.Commit(added.Value, ct) : added;
    }
}
