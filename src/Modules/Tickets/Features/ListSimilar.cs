using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>A ticket with observables that another has too.</summary>
/// <param name="Ticket">Which.</param>
/// <param name="Shared">How many observables both have.</param>
internal sealed record SimilarTicketView(TicketView Ticket, int Shared)
{
    public static SimilarTicketView From(SimilarTicket similar) => new(TicketView.From(similar.Ticket), similar.Shared);
}

/// <summary>Tickets within reach with observables that this one has too: the 20 with the most, and of those the newest first.</summary>
internal sealed class ListSimilar(TicketsDb db, TicketListDb list) : IFeature
{
    private const int Most = 20;

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/similar", (TicketId id, ListSimilar feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(SimilarTicketView.From));

    public async Task<Result<Page<SimilarTicket>>> Handle(OpContext op, TicketId id, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : new Page<SimilarTicket>(await list.Similar(op, id, Most, ct), null);
}
