using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A device's security and system events, by their own time, latest first.</summary>
internal sealed class ListEvents(FleetDb devices, TelemetryDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices/{id}/events", (DeviceId id, PageQuery page, ListEvents feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp())
        .Requires(FleetPermissions.Read);

    public async Task<Result<Page<LogEventRow>>> Handle(OpContext op, DeviceId id, PageRequest page, CancellationToken ct) =>
        await devices.Device(op, id, ct) is null ? FleetProblems.DeviceNotFound : page.Cut(await db.Events(op, id, page, ct), e => e.Id);
}
