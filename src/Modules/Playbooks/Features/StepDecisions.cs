using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Writes down what somebody decided about a step, once; the run goes on by it.</summary>
internal sealed class StepDecisions(WorkSignals signals, TimeProvider time)
{
    /// <summary>Whether a person who may approve may allow this: the step can ask for another one than who published and who started.</summary>
    public static bool MayAllow(PlaybookRun run, StepRun step, Guid who)
    {
        var rules = step.Input!.Value;
        return !(rules.GetProperty("notPublisher").GetBoolean() && who == run.Publisher.Id) && !(rules.GetProperty("notStarter").GetBoolean() && who == run.StartedBy?.Id);
    }

    public async Task<Result<PlaybookRun>> Decide(Change change, PlaybookRunId id, string path, bool approved, CancellationToken ct)
    {
        if (await RunsDb.ForUpdate(change, id, ct) is not { } run)
        {
            return PlaybooksProblems.RunNotFound;
        }

        if ((await RunsDb.Steps(change, id, ct)).Find(s => s.Path == path && s.Kind == "approval") is not { } step)
        {
            return PlaybooksProblems.StepNotFound;
        }

        var now = time.GetUtcNow();
        if (run.HasEnded || step is not { State: StepState.Waiting, Decision: null } || step.DueAt <= now)
        {
            return PlaybooksProblems.NotWaiting;
        }

        // Who acts for somebody is that person: an agent does not allow what its person asked for.
        if (change.Op.Principal is not { Kind: PrincipalKind.User, Id: { } who, OnBehalfOf: null } principal)
        {
            return PlaybooksProblems.PersonNeeded;
        }

        if (approved && !MayAllow(run, step, who))
        {
            return PlaybooksProblems.OtherPersonNeeded;
        }

        RunsDb.Save(change, id, step with { Decision = new StepDecision(approved, who, principal.Name, now) });
        RunsDb.Update(change, run);
        RunsDb.Due(change, id, now);
        change.Audit(RunBook.Fact(run, run));
        change.OnCommitted(signals.Wake<AdvanceRuns>);
        return await change.Commit(run with { Version = run.Version + 1 }, ct);
    }
}
