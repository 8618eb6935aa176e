using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Kind">What kind of thing.</param>
/// <param name="Target">A finding's or device's id, an alert's id where it came from (1 to 200 characters), or an http or https address.</param>
internal sealed record AddLinkRequest(TicketLinkKind Kind, string Target) : IRequest
{
    public Problem? Check() => TicketLink.Normal(Kind, Target, "target").Problem;
}

/// <summary>Says what else a ticket has to do with: each once, at most 100. Of devices only those within reach.</summary>
internal sealed class AddLink(TicketsDb db, TicketParts parts, IFleet fleet) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/{id}/links", (TicketId id, AddLinkRequest request, AddLink feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(TicketLinkView.From, _ => $"/api/tickets/{id}/links"));

    public async Task<Result<TicketLink>> Handle(OpContext op, TicketId id, AddLinkRequest request, CancellationToken ct)
    {
        var target = TicketLink.Normal(request.Kind, request.Target, "target").Value;
        var stranger = request.Kind == TicketLinkKind.Device
            && (await fleet.FindDevice(op, DeviceId.From(Guid.Parse(target)), ct) is not { } device || !op.Reach.Covers(device.Place));
        await using var change = db.Change();
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (stranger)
        {
            return TicketsProblems.BadLink(TicketLinkKind.Device, "target");
        }

        var added = await parts.Add(change, ticket, request.Kind, target, ct);
        return added.Succeeded ? await change.Commit(added.Value, ct) : added;
    }
}
