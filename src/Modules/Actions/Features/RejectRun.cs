using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <summary>Refuses a run that waits for approval.</summary>
internal sealed class RejectRun(ActionsDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Approve);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs/{id}/reject", (ActionRunId id, RejectRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await ActionsDb.ForUpdate(change, id, ct) is not { } run)
        {
            return ActionsProblems.NotFound;
        }

        var rejected = run.Reject(RunPrincipal.Of(op.Principal), time.GetUtcNow());
        if (!rejected.Succeeded)
        {
            return rejected;
        }

        await RunBook.Move(change, run, rejected.Value, null, ct);
        return await change.Commit(rejected.Value, ct);
    }
}
