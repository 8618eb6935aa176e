using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>One finding with its evidence.</summary>
internal sealed class GetFinding(AssessmentDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/findings/{id}", (FindingId id, GetFinding feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(FindingView.From));

    public async Task<Result<Finding>> Handle(OpContext op, FindingId id, CancellationToken ct) =>
        await db.Finding(op, id, ct) is { } finding ? finding : FleetProblems.FindingNotFound;
}
