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

/// <param name="Subject">1 to 200 characters in one line.</param>
/// <param name="Description">Up to 10,000 characters.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="DeviceId">The device that it is about.</param>
/// <param name="Action">What to do about it; can be said later.</param>
internal sealed record CreateTicketRequest(
    string Subject, string Description, TicketSeverity Severity, DeviceId? DeviceId = null, TicketActionRequest? Action = null) : IRequest
{
    public Problem? Check() =>
        TicketText.Line(Subject, "subject", TicketText.MaxSubject) ?? TicketText.Lines(Description, "description", 0, TicketText.MaxDescription);
}

/// <summary>Opens a ticket by hand.</summary>
internal sealed class CreateTicket(TicketsDb db, ActionChoice actions, IFleet fleet, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets", (CreateTicketRequest request, CreateTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(TicketView.From, view => $"/api/tickets/{view.Id}"));

    public async Task<Result<Ticket>> Handle(OpContext op, CreateTicketRequest request, CancellationToken ct)
    {
        var device = request.DeviceId is { } id ? await fleet.FindDevice(op, id, ct) : null;
        var place = device?.Place ?? ScopePath.Tenant;
        if (request.DeviceId is not null && (device is null || !op.Reach.Covers(place)))
        {
            return TicketsProblems.UnknownDevice;
        }

        if (!op.Reach.Covers(place))
        {
            return OperationProblems.OutOfReach(TicketsPermissions.Write.Name);
        }

        var action = await actions.Of(op, request.Action, ct);
        if (!action.Succeeded)
        {
            return action.Problem;
        }

        await using var change = db.Change();
        var ticket = new Ticket(
            Id.New<TicketId>(time),
            await TicketsDb.NextNumber(change, ct),
            request.Subject.Trim(),
            request.Description.Trim(),
            request.Severity,
            TicketSource.Manual,
            TicketActor.Of(op.Principal),
            time.GetUtcNow())
        {
            Device = device?.Id,
            DeviceName = device?.Name,
            Place = place,
            Action = action.Value,
            Intent = action.Value is null ? 0 : 1,
        };
        TicketsDb.Insert(change, ticket);
        change.Publish(new TicketOpened(ticket.Id, ticket.Number, ticket.Subject, ticket.Severity, ticket.Source, ticket.Device, null, null), ticket.Place);
        change.Audit(TicketView.Fact(null, ticket));
        return await change.Commit(ticket, ct);
    }
}
