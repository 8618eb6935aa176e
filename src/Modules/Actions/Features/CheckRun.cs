using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions.Features;

/// <summary>Asks the provider what came of a run of which nobody knows. It becomes DONE or FAILED when the answer is certain.</summary>
internal sealed class CheckRun(ActionsDb db, ActionsContract actions, IOptions<ActionsOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Execute).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs/{id}/check", (ActionRunId id, CheckRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, CancellationToken ct)
    {
        if (await db.Run(op, id, ct) is not { } seen)
        {
            return ActionsProblems.NotFound;
        }

        if (seen.State != ActionRunState.Unknown)
        {
            return ActionsProblems.NotUnknown;
        }

        var found = await actions.PostCheck(op, seen, ct);
        await using var change = db.Change();
        if (await ActionsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return ActionsProblems.NotFound;
        }

        var learned = before.Learn(found, options.Value.Terms(), time.GetUtcNow());
        if (!learned.Succeeded)
        {
            return learned;
        }

        await RunBook.Move(change, before, learned.Value, null, ct);
        return await change.Commit(learned.Value, ct);
    }
}
