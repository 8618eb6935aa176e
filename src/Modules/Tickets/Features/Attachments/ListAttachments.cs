using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>What is attached to a ticket; all of it, in the order in which it was.</summary>
internal sealed class ListAttachments(TicketsDb db, AttachmentsDb attachments) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/attachments", (TicketId id, ListAttachments feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(AttachmentView.From));

    public async Task<Result<Page<Attachment>>> Handle(OpContext op, TicketId id, CancellationToken ct) =>
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : new Page<Attachment>(await attachments.OfTicket(op, id, ct), null);
}
