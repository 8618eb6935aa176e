using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>One device.</summary>
internal sealed class GetDevice(FleetDb db, DeviceViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices/{id}", (DeviceId id, GetDevice feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<DeviceView>> Handle(OpContext op, DeviceId id, CancellationToken ct) =>
        await db.Device(op, id, ct) is { } device ? await views.Show(op, device, ct) : FleetProblems.DeviceNotFound;
}
