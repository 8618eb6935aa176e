using System.ComponentModel;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>The tenant's devices, or those of one group or organization, or whose name or host name contains a text; newest first.</summary>
internal sealed class ListDevices(FleetDb db, DeviceViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices", (
                GroupId? groupId,
                OrganizationId? organizationId,
                [Description("Only devices whose name or host name contains this, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListDevices feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, groupId, organizationId, SearchQuery.Parse(search), page.Request, ct).ToHttp());

    public async Task<Result<Page<DeviceView>>> Handle(OpContext op, GroupId? group, OrganizationId? organization, SearchText? search, PageRequest page, CancellationToken ct) =>
        await views.Show(op, page.Cut(await db.Devices(op, group, organization, search, page, ct), d => d.Device.Id.Value), ct);
}
