using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>The tenant's findings, or those of one device or state, or whose title, rule or device's name contains a text; newest first.</summary>
internal sealed class ListFindings(AssessmentDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/findings", (
                DeviceId? deviceId,
                [Description("Only findings in this state: a FindingState.")] string? state,
                [Description("Only findings whose title, rule or device's name contains this, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListFindings feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, deviceId, EnumQuery.Parse<FindingState>(state, "state"), SearchQuery.Parse(search), page.Request, ct).ToHttp(FindingView.From));

    public async Task<Result<Page<Finding>>> Handle(OpContext op, DeviceId? device, FindingState? state, SearchText? search, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Findings(op, device, state, search, page, ct), f => f.Id.Value);
}
