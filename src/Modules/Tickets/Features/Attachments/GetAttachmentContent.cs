using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Scanning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>The content of something attached to a ticket, to be saved, when the scanner has found nothing in it, or there is none.</summary>
internal sealed class GetAttachmentContent(GetAttachment attachments, AttachmentsDb db, ISealer sealer, ConfiguredScanner scanner) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/{id}/attachments/{attachmentId}/content", async (TicketId id, AttachmentId attachmentId, GetAttachmentContent feature, OpContext op, CancellationToken ct) =>
            new AttachmentAnswer(await feature.Handle(op, id, attachmentId, ct), feature, op))
        .Produces<string>(200, "application/octet-stream");

    public async Task<Result<Attachment>> Handle(OpContext op, TicketId id, AttachmentId attachmentId, CancellationToken ct)
    {
        var found = await attachments.Handle(op, id, attachmentId, ct);
        return !found.Succeeded ? found : found.Value.State switch
        {
            AttachmentState.Clean => found,
            AttachmentState.Infected => TicketsProblems.InfectedAttachment,
            AttachmentState.Unscanned when scanner.Scanner is null => found,
            _ => TicketsProblems.WithheldAttachment,
        };
    }

    private AttachmentContent Open(OpContext op, Attachment attachment) => new(db, sealer, op, attachment.Id, attachment.Size);

    private sealed class AttachmentAnswer(Result<Attachment> result, GetAttachmentContent feature, OpContext op) : IAnswer
    {
        public Problem? Problem => result.Problem;

        // Nothing that somebody attached is ever shown by a browser as a page of this origin: it is saved, of no type that renders, and in a sandbox.
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (result.Problem is { } problem)
            {
                await ProblemWriter.Write(httpContext, problem);
                return;
            }

            var response = httpContext.Response;
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(result.Value.Name);
            response.ContentType = "application/octet-stream";
            response.ContentLength = result.Value.Size;
            response.Headers.ContentDisposition = disposition.ToString();
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
            await using var content = feature.Open(op, result.Value);
            await content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
