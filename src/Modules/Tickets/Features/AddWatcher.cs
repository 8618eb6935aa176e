using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="UserId">Who is to follow it.</param>
internal sealed record AddWatcherRequest(UserId UserId);

/// <summary>Has somebody follow a ticket; at most 50. Who follows it already goes on doing so.</summary>
internal sealed class AddWatcher(TicketsDb db, TicketParts parts, IUsers users) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/watchers", (TicketId id, AddWatcherRequest request, AddWatcher feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(WatcherView.From, _ => $"/api/tickets/{id}/watchers"));

    public async Task<Result<Watcher>> Handle(OpContext op, TicketId id, AddWatcherRequest request, CancellationToken ct)
    {
        var known = await users.Has(op, request.UserId, ct);
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (!known)
        {
            return TicketsProblems.UnknownWatcher;
        }

        var watcher = await parts.Watch(change, ticket, request.UserId, ct);
        return watcher.Succeeded ? await change.Commit(watcher.Value, ct) : watcher;
    }
}
