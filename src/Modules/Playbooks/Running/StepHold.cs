using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Holds a step while its effect is brought about: what is written down about it is written by who holds its run, and by nobody else.</summary>
internal sealed class StepHold(RunsDb db, TimeProvider time)
{
    /// <summary>The step as it is, with its run held by the change; null when it is not to be done now: another process or somebody has moved on with the run.</summary>
    public static async Task<StepRun?> Held(Change change, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if (await RunsDb.AnywhereForUpdate(change, run.Id, ct) is not { HasEnded: false } held || held.Claim != run.Claim || held.Wish != RunWish.None)
        {
            return null;
        }

        return (await RunsDb.Steps(change, run.Id, ct)).Find(s => s.Path == at.Path) is { State: StepState.Running } now && now.ActionRun == at.ActionRun ? now : null;
    }

    /// <summary>Whether it is to be done now.</summary>
    public async Task<bool> IsHeld(PlaybookRun run, StepRun at, CancellationToken ct)
    {
        await using var change = db.Change();
        return await Held(change, run, at, ct) is not null;
    }

    /// <summary>Nothing was done. What may be better later is tried again, where the step says so.</summary>
    public async Task Fail(PlaybookRun run, StepRun at, RetryPolicy retry, Problem problem, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await Held(change, run, at, ct) is not { } now)
        {
            return;
        }

        var failure = new RunFailure(problem.Code, problem.Detail);
        var passes = problem.Kind is ProblemKind.Unavailable or ProblemKind.TooMany && at.Attempts < retry.Attempts;
        RunsDb.Save(change, run.Id, passes ? now.Again(retry, failure, time.GetUtcNow()) : now.Failed(problem.Code, problem.Detail, time.GetUtcNow()));
        await change.Commit(ct);
    }
}
