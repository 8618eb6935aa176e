using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Takes a link away from a ticket.</summary>
internal sealed class RemoveLink(TicketsDb db, TicketParts parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}/links/{linkId}", (TicketId id, TicketLinkId linkId, RemoveLink feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, linkId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, TicketId id, TicketLinkId linkId, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if ((await PartsDb.Links(change, op, id, ct)).Find(l => l.Id == linkId) is not { } link)
        {
            return TicketsProblems.NoLink;
        }

        parts.Remove(change, ticket, link);
        return await change.Commit(Done.Value, ct);
    }
}
