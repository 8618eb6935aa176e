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

/// <param name="Digest">Of the plan that was looked at.</param>
internal sealed record ApproveRunRequest(string Digest) : IRequest
{
    public Problem? Check() => null;
}

/// <summary>Allows a run that waits for approval; it can be started then, as it was planned and not otherwise.</summary>
internal sealed class ApproveRun(ActionsDb db, IOptions<ActionsOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Approve);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs/{id}/approve", (ActionRunId id, ApproveRunRequest request, ApproveRun feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(ActionRunView.From));

    public async Task<Result<ActionRun>> Handle(OpContext op, ActionRunId id, ApproveRunRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await ActionsDb.ForUpdate(change, id, ct) is not { } run)
        {
            return ActionsProblems.NotFound;
        }

        var approved = run.Approve(RunPrincipal.Of(op.Principal), request.Digest, options.Value.Terms(), time.GetUtcNow());
        if (!approved.Succeeded)
        {
            return approved;
        }

        await RunBook.Move(change, run, approved.Value, null, ct);
        return await change.Commit(approved.Value, ct);
    }
}
