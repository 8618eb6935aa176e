using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>The tenant's findings, or those of one device or state, newest first.</summary>
internal sealed class ListFindings(AssessmentDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/findings", (
                DeviceId? deviceId, [Description("Only findings in this state: a FindingState.")] string? state, PageQuery page, ListFindings feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, deviceId, state, page.Request, ct).ToHttp(FindingView.From))
        .Requires(FleetPermissions.Read);

    public async Task<Result<Page<Finding>>> Handle(OpContext op, DeviceId? device, string? state, PageRequest page, CancellationToken ct)
    {
        var wanted = EnumText.TryParse<FindingState>(state, out var parsed) ? parsed : (FindingState?)null;
        return state is not null && wanted is null
            ? RequestProblems.BadParameter("state", "state is OPEN or RESOLVED.")
            : page.Cut(await db.Findings(op, device, wanted, page, ct), f => f.Id.Value);
    }
}
