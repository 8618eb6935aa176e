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
/// Does what was planned. The intent is committed and audited first; then the provider is called, outside any transaction; then the outcome
/// is committed and audited. Whoever starts second is refused. When the process dies in between, the run is found by
/// <see cref="Reconcilers.SettleRuns"/> and becomes UNKNOWN; it is never repeated by itself.
/// </summary>
internal sealed class StartRun(ActionsDb db, ActionsContract actions) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Execute).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs/{id}/start", (ActionRunId id, StartRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await ActionsDb.ForUpdate(change, id, ct) is null)
        {
            return ActionsProblems.NotFound;
        }

        var begun = await actions.Start(change, id, ct);
        if (!begun.Succeeded)
        {
            return begun.Problem;
        }

        // From here on the caller may go: what has begun gets its outcome written down.
        return await change.Commit(ct) is { } problem ? problem : await actions.Perform(op, begun.Value.Run);

    }
}
