using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Ends a run before its next step; nothing is undone. What is under way outside comes to its end first.</summary>
internal sealed class CancelPlaybookRun(RunsDb db, WorkSignals signals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Run);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbook-runs/{id}/cancel", (PlaybookRunId id, CancelPlaybookRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookRunView.From));

    public async Task<Result<PlaybookRun>> Handle(OpContext op, PlaybookRunId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await RunsDb.ForUpdate(change, id, ct) is not { } run)
        {
            return PlaybooksProblems.RunNotFound;
        }

        if (run.HasEnded)
        {
            return PlaybooksProblems.RunEnded;
        }

        var after = run with { Wish = RunWish.Cancel };

        RunsDb.Update(change, after);
        RunsDb.Due(change, id, time.GetUtcNow());
        change.Audit(RunBook.Fact(run, after));
        change.OnCommitted(signals.Wake<AdvanceRuns>);
        return await change.Commit(after with { Version = run.Version + 1 }, ct);
    }
}
