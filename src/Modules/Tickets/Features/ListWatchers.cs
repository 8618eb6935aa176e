using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Who follows a ticket; all of them, in the order in which they began.</summary>
internal sealed class ListWatchers(TicketsDb db, PartsDb parts) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/watchers", (TicketId id, ListWatchers feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(WatcherView.From));

    public async Task<Result<Page<Watcher>>> Handle(OpContext op, TicketId id, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : new Page<Watcher>(await parts.Watchers(op, id, ct), null);
}
