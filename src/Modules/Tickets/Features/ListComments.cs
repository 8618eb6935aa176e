using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What was said about a ticket, newest first.</summary>
internal sealed class ListComments(TicketsDb db, TimelineDb timeline) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/comments", (TicketId id, PageQuery page, ListComments feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(CommentView.From));

    public async Task<Result<Page<Comment>>> Handle(OpContext op, TicketId id, PageRequest page, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : page.Cut(await timeline.Comments(op, id, page, ct), c => c.Id.Value);
}
