using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="To">A person, a team or a system: 1 to 200 characters.</param>
/// <param name="Note">Up to 2,000 characters.</param>
/// <param name="OwnerId">Who of the tenant answers for it there.</param>
/// <param name="DueAt">When they are to be done.</param>
internal sealed record HandOnRequest(string To, string? Note = null, UserId? OwnerId = null, DateTimeOffset? DueAt = null) : IRequest
{
    public Problem? Check() => Derive.Check("");

    /// <summary>The same for who hands on.</summary>
    internal DeriveRequest Derive => new(To, Note, OwnerId, DueAt);
}

/// <summary>Hands a ticket on, to the first or from one to the next; its execution is DERIVED then.</summary>
internal sealed class HandOn(HandingOn handing) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Execute);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/custody", (TicketId id, HandOnRequest request, HandOn feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(TicketView.From, view => $"/api/tickets/{view.Id}/custody"));

    public Task<Result<Ticket>> Handle(OpContext op, TicketId id, HandOnRequest request, CancellationToken ct) => handing.PassOn(op, id, request.Derive, ct);
}
