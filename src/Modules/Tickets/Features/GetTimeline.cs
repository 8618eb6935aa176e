using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>All that has happened to a ticket, newest first, comments with their text.</summary>
internal sealed class GetTimeline(TicketsDb db, TimelineDb timeline) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/timeline", (TicketId id, PageQuery page, GetTimeline feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(TicketEntryView.From));

    public async Task<Result<Page<TicketEntry>>> Handle(OpContext op, TicketId id, PageRequest page, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : page.Cut(await timeline.Entries(op, id, page, ct), e => e.Id.Value);
}
