using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>What there is to say of something attached to a ticket, without its content.</summary>
internal sealed class GetAttachment(TicketsDb db, AttachmentsDb attachments) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/attachments/{attachmentId}", (TicketId id, AttachmentId attachmentId, GetAttachment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, attachmentId, ct).ToHttp(AttachmentView.From));

    public async Task<Result<Attachment>> Handle(OpContext op, TicketId id, AttachmentId attachmentId, CancellationToken ct)
    {
        if (await db.Ticket(op, id, ct) is null)
        {
            return TicketsProblems.NotFound;
        }

        return await attachments.Attachment(op, id, attachmentId, ct) is { } attachment ? attachment : TicketsProblems.NoAttachment;
    }
}
