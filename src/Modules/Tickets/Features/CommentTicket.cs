using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Text">1 to 4,000 characters.</param>
internal sealed record CommentTicketRequest(string Text) : IRequest
{
    public Problem? Check() => TicketText.Lines(Text, "text", 1, TicketText.MaxComment);
}

/// <summary>Says something about a ticket.</summary>
internal sealed class CommentTicket(TicketsDb db, TicketBook book) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/comments", (TicketId id, CommentTicketRequest request, CommentTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(CommentView.From, view => $"/api/tickets/{view.TicketId}/comments"));

    public async Task<Result<Comment>> Handle(OpContext op, TicketId id, CommentTicketRequest request, CancellationToken ct)
    {
        if (await db.Ticket(op, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (ticket.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        await using var change = db.Change();
        return await change.Commit(book.Comment(change, ticket, request.Text), ct);
    }
}
