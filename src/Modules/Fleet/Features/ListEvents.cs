using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A device's security and system events, by their own time, latest first.</summary>
internal sealed class ListEvents(FleetDb devices, TelemetryDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices/{id}/events", (DeviceId id, PageQuery page, ListEvents feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp());

    public async Task<Result<Page<LogEventRow>>> Handle(OpContext op, DeviceId id, PageRequest page, CancellationToken ct) =>
        await devices.Device(op, id, ct) is null ? FleetProblems.DeviceNotFound : page.Cut(await db.Events(op, id, page, ct), e => e.Id);
}
