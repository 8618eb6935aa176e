using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Writes down what somebody wants of a run: whoever is at it sees that before its next step.</summary>
internal sealed class RunWishes(RunsDb db, WorkSignals signals, TimeProvider time)
{
    public async Task<Result<PlaybookRun>> Want(PlaybookRunId id, Func<PlaybookRun, Result<PlaybookRun>> wish, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await RunsDb.ForUpdate(change, id, ct) is not { } run)
        {
            return PlaybooksProblems.RunNotFound;
        }

        if (wish(run).Fails(out var after, out var refused))
        {
            return refused;
        }

        RunsDb.Update(change, after);
        RunsDb.Due(change, id, time.GetUtcNow());
        change.Audit(RunBook.Fact(run, after));
        change.OnCommitted(signals.Wake<AdvanceRuns>);
        return await change.Commit(after with { Version = run.Version + 1 }, ct);
    }
}
