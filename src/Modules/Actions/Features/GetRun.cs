using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <summary>One run.</summary>
internal sealed class GetRun(ActionsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/action-runs/{id}", (ActionRunId id, GetRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, CancellationToken ct) =>
        await db.Run(op, id, ct) is { } run ? run : ActionsProblems.NotFound;
}
