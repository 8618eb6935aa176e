using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>One finding with its evidence.</summary>
internal sealed class GetFinding(AssessmentDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/findings/{id}", (FindingId id, GetFinding feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(FindingView.From))
        .Requires(FleetPermissions.Read);

    public async Task<Result<Finding>> Handle(OpContext op, FindingId id, CancellationToken ct) =>
        await db.Finding(op, id, ct) is { } finding ? finding : FleetProblems.FindingNotFound;
}
