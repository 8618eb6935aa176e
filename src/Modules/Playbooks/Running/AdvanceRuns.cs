using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// Goes on with runs. A turn reads the run, lets the rules say what is next, and commits that; an effect is done after, and what came of it is read in the
/// next turn. A process that dies leaves its run due at the end of its lease: whoever takes it on reads what is written down, and begins no effect twice.
/// </summary>
internal sealed class AdvanceRuns(
    RunsDb db, IActions actions, DefinitionCache definitions, StepEffects effects, IOptions<PlaybooksOptions> options, TimeProvider time, ILogger<AdvanceRuns> logger) : IWork
{
    private const int TurnsInAGo = 500;

    public WorkPace Pace => new(options.Value.PollInterval, options.Value.Lanes, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => RunsDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = PlaybookRunId.From(item.Id!.Value);
        using var trace = RunTrace.Enter(id);
        long? claim = null;
        for (var turn = 0; turn < TurnsInAGo; turn++)
        {
            var (run, next) = await Turn(op, id, claim, ct);
            if (run is null || next is not (EffectNext or StartNext))
            {
                return run is not null || claim is not null;
            }

            claim = run.Claim;
            await effects.Do(op, run, next, ct);
        }

        return true;
    }

    // The first turn takes the run on, in the change in which it goes on with it: what fails there leaves it due as it was. Without a run, somebody else has it.
    private async Task<(PlaybookRun? Run, Next? Next)> Turn(OpContext op, PlaybookRunId id, long? claim, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await RunsDb.AnywhereForUpdate(change, id, ct) is not { } run)
        {
            RunsDb.Due(change, id, null);
            await change.Commit(ct);
            return default;
        }

        if (claim is null)
        {
            if (!await RunsDb.Claim(change, id, options.Value.Lease, ct))
            {
                return default;
            }

            run = run with { Claim = run.Claim + 1 };
        }
        else if (run.Claim != claim)
        {
            PlaybooksLog.Overtaken(logger, id.Value, op.Tenant.Value);
            return default;
        }

        var now = time.GetUtcNow();
        var steps = await RunsDb.Steps(change, id, ct);
        var advanced = await definitions.Find(change, run.Playbook, run.Number, ct) is not { } definition ? NotUnderstood(op, run, now)
            : run is { State: RunState.Queued, Wish: not RunWish.Cancel } && (await RunsDb.Counts(change, run.Playbook, now, ct)).Active >= definition.Limits.Concurrent
                // Whoever ends wakes it; asked again all the same, should the two have passed each other.
                ? new Advanced(run, [], new WaitNext(now + TimeSpan.FromSeconds(10)))
            : RunMachine.Advance(definition, run, steps, new Seen(await Action(change, steps, ct)), now);
        var due = advanced.Next switch
        {
            WaitNext wait => advanced.Run.State == RunState.Paused ? null : wait.Until,
            EndNext => (DateTimeOffset?)null,
            _ => now + options.Value.Lease,
        };
        await RunBook.Move(change, run, steps, advanced, due, ct);
        await change.Commit(ct);
        return (advanced.Run, advanced.Next);
    }

    private async Task<ActionRunSummary?> Action(Change change, List<StepRun> steps, CancellationToken ct) =>
        steps.Find(s => !s.HasEnded && s.ActionRun is not null)?.ActionRun is { } begun ? await actions.Find(change, begun, ct) : null;

    private Advanced NotUnderstood(OpContext op, PlaybookRun run, DateTimeOffset now)
    {
        PlaybooksLog.NotUnderstood(logger, run.Id.Value, op.Tenant.Value);
        return new(run.Ended(RunState.Failed, new RunFailure("playbook.not_understood", "This version of the product does not understand the definition any more."), now), [], new EndNext());
    }
}
