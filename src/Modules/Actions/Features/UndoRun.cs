using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <summary>
/// Undoes what a run has done, by a run of its inverse action: that run is the answer. Where its risk needs approval it waits for that; the
/// run that it undoes becomes UNDONE when it is done.
/// </summary>
internal sealed class UndoRun(ActionsDb db, ActionsContract actions) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Execute).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs/{id}/undo", (ActionRunId id, UndoRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, CancellationToken ct)
    {
        var planned = await actions.PlanUndo(op, id, ct);
        if (!planned.Succeeded)
        {
            return planned.Problem;
        }

        await using var change = db.Change();
        var begun = await actions.BeginUndo(change, id, planned.Value, ct);
        if (!begun.Succeeded)
        {
            return begun.Problem;
        }

        return await change.Commit(ct) is { } problem ? problem : await actions.Perform(op, begun.Value.Run);
    }
}
