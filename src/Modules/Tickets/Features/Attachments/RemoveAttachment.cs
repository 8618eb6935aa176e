using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>Takes something attached away from a ticket, with its content.</summary>
internal sealed class RemoveAttachment(TicketsDb db, TicketBook book) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}/attachments/{attachmentId}", (TicketId id, AttachmentId attachmentId, RemoveAttachment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(id, attachmentId, ct).ToEmpty());

    public async Task<Result<Done>> Handle(TicketId id, AttachmentId attachmentId, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (await AttachmentsDb.ForUpdate(change, attachmentId, ct) is not { IsWhole: true } attachment || attachment.Ticket != id)
        {
            return TicketsProblems.NoAttachment;
        }

        AttachmentsDb.Delete(change, attachmentId);
        if (attachment.HasContent)
        {
            await Quotas.Return(change, AttachmentsDb.Quota, attachment.Size, ct);
        }

        book.Note(change, id, TicketEntryKind.AttachmentRemoved, new TicketEntryDetail { Value = attachment.Name });
        change.Publish(new TicketAttachmentRemoved(id, ticket.Number, attachmentId, attachment.Name), ticket.Place);
        change.Audit(AttachmentView.Fact(ticket, attachment, null));
        return await change.Commit(Done.Value, ct);
    }
}
