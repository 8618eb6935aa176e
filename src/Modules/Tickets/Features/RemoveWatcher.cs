using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Has somebody follow a ticket no more.</summary>
internal sealed class RemoveWatcher(TicketsDb db, TicketParts parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}/watchers/{userId}", (TicketId id, UserId userId, RemoveWatcher feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, userId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, TicketId id, UserId userId, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if ((await PartsDb.Watchers(change, op, id, ct)).Find(w => w.UserId == userId) is not { } watcher)
        {
            return TicketsProblems.NoWatcher;
        }

        parts.Unwatch(change, ticket, watcher);
        return await change.Commit(Done.Value, ct);
    }
}
