using System.ComponentModel;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>Attaches the body to a ticket: at most 10 MiB, and 50 to a ticket. Its name, its stated type and its first bytes have to agree.</summary>
internal sealed class AddAttachment(TicketsDb db, AttachmentIntake intake) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/attachments", (TicketId id, [Description("What it is called, with its ending; folders and signs that cannot be seen are taken away.")] string? name, HttpRequest request, AddAttachment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, name, request, ct).ToCreated(AttachmentView.From, a => $"/api/tickets/{id}/attachments/{a.Id}"))
        .TakesUpTo(Attachment.MaxBytes);

    public async Task<Result<Attachment>> Handle(OpContext op, TicketId id, string? name, HttpRequest request, CancellationToken ct) =>
        // Nothing of a body is read for a ticket that is out of reach.
        await db.Ticket(op, id, ct) is null ? TicketsProblems.NotFound : await intake.Take(op, id, name, request.ContentType, request.Body, request.ContentLength, ct);
}
