using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>How many devices there are.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Online">Heard of lately.</param>
/// <param name="Quiet">Heard of once, but not for longer than a day, or what the server is configured to.</param>
/// <param name="NeverSeen">Enrolled and not heard of yet.</param>
internal sealed record DeviceCountsView(int Total, int Online, int Quiet, int NeverSeen);

/// <summary>The fleet at a glance: what of it is within the caller's reach.</summary>
/// <param name="Devices">How many there are, and how many are heard of.</param>
/// <param name="OpenFindings">How many findings are open.</param>
/// <param name="CareFirst">The ten devices to care for first: worst standing, then lowest score, then most open findings. None where nothing is open.</param>
/// <param name="QuietLongest">The ten devices that were not heard of for longest, of those that are quiet.</param>
internal sealed record FleetOverviewView(DeviceCountsView Devices, OpenFindingsView OpenFindings, IReadOnlyList<DeviceView> CareFirst, IReadOnlyList<DeviceView> QuietLongest);

/// <summary>The fleet at a glance: how many devices are online, quiet or never seen, what is open, and which devices to care for first.</summary>
internal sealed class GetFleetOverview(FleetDb db, HealthDb health, DeviceViews views, IOptions<FleetOptions> options, TimeProvider time) : IFeature
{
    private const int MaxNamed = 10;

    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/fleet/overview", (GetFleetOverview feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<FleetOverviewView>> Handle(OpContext op, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var quietSince = now - options.Value.QuietAfter;
        var counts = await db.Counts(op, now - options.Value.OnlineFor, quietSince, ct);
        return new FleetOverviewView(
            new DeviceCountsView(counts.Total, counts.Online, counts.Quiet, counts.NeverSeen),
            OpenFindingsView.From(await health.Open(op, ct)),
            await views.Show(op, await db.CareFirst(op, MaxNamed, ct), ct),
            await views.Show(op, await db.QuietLongest(op, quietSince, MaxNamed, ct), ct));
    }
}
