using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
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
internal sealed class CommentTicket(TicketsDb db, TimeProvider time) : IFeature
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

        var comment = new Comment(Id.New<CommentId>(time), id, request.Text.Trim(), TicketActor.Of(op.Principal), time.GetUtcNow());
        await using var change = db.Change();
        TicketsDb.Insert(change, comment);
        change.OnViolation("ticket_comment_ticket_fkey", TicketsProblems.NotFound);
        change.Publish(new TicketCommented(id, ticket.Number, comment.Id), ticket.Place);
        change.Audit(TicketView.Fact(null, ticket) with { After = AuditFact.Show(CommentView.From(comment)) });
        return await change.Commit(comment, ct);
    }
}
