using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>The tenant's devices, or those of one group or organization, newest first.</summary>
internal sealed class ListDevices(FleetDb db, DeviceViews views) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices", (GroupId? groupId, OrganizationId? organizationId, PageQuery page, ListDevices feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, groupId, organizationId, page.Request, ct).ToHttp())
        .Requires(FleetPermissions.Read);

    public async Task<Result<Page<DeviceView>>> Handle(OpContext op, GroupId? group, OrganizationId? organization, PageRequest page, CancellationToken ct) =>
        await views.Show(op, page.Cut(await db.Devices(op, group, organization, page, ct), d => d.Device.Id.Value), ct);
}
