using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Operations;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Where a new ticket hangs.</summary>
/// <param name="Place">The place.</param>
/// <param name="Device">The device there; null when it is about none.</param>
internal sealed record TicketPlace(ScopePath Place, DeviceSummary? Device);

/// <summary>From what a request names to a place within reach.</summary>
internal sealed class TicketPlaces(IFleet fleet, IStructure structure)
{
    public async Task<Result<TicketPlace>> Of(OpContext op, CreateTicketRequest request, CancellationToken ct)
    {
        if (request.DeviceId is { } device)
        {
            return await fleet.FindDevice(op, device, ct) is { } found && op.Reach.Covers(found.Place) ? new TicketPlace(found.Place, found) : TicketsProblems.UnknownDevice;
        }

        if (request.GroupId is { } group)
        {
            return await structure.FindGroup(op, group, ct) is { } found && op.Reach.Covers(found.Place) ? new TicketPlace(found.Place, null) : TicketsProblems.UnknownGroup;
        }

        if (request.OrganizationId is { } organization)
        {
            var place = new ScopePath(organization.Value, null, null);
            return await structure.HasOrganization(op, organization, ct) && op.Reach.Covers(place) ? new TicketPlace(place, null) : TicketsProblems.UnknownOrganization;
        }

        return op.Reach.Covers(ScopePath.Tenant) ? new TicketPlace(ScopePath.Tenant, null) : OperationProblems.OutOfReach(TicketsPermissions.Write.Name);
    }
}
