using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions.Reconcilers;

/// <summary>
/// Ends what ends by itself: plans expire, runs whose process has died between intent and outcome become UNKNOWN, expired runs are removed after a
/// while. Reads back what was done, and what nobody knows of; and undoes what holds no more. A lost run is not repeated: that could do it twice.
/// </summary>
internal sealed class SettleRuns(ActionsDb db, ActionsContract actions, IOptions<ActionsOptions> options, TimeProvider time, ILogger<SettleRuns> logger) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => ActionsDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = ActionRunId.From(item.Id!.Value);
        if (await db.Run(op, id, ct) is { } seen && seen.IsToBeRead(time.GetUtcNow()))
        {
            return seen is { EndsItself: false, Inverse: not null } && seen.HasExpired(time.GetUtcNow()) ? await Undo(op, seen, ct) : await ReadBack(op, seen, ct);
        }

        await using var change = db.Change();
        switch (await ActionsDb.AnywhereForUpdate(change, id, ct))
        {
            case null:
                ActionsDb.Unwatch(change, id);
                break;
            case { State: ActionRunState.Expired } old when old.DueAt <= time.GetUtcNow():
                ActionsDb.Delete(change, id);
                change.Audit(RunBook.Fact(old, null));
                break;
            case { } run when run.Lapse(options.Value.Terms(), time.GetUtcNow()) is { } lapsed:
                await RunBook.Move(change, run, lapsed, null, ct);
                if (lapsed.State == ActionRunState.Unknown)
                {
                    ActionsLog.RunLost(logger, id.Value, op.Tenant.Value);
                }

                break;
            default:
                // Somebody has moved it on since it was due.
                return false;
        }

        await change.Commit(ct);
        return true;
    }

    // The product is asked outside any change; whoever moved the run meanwhile knows more.
    private async Task<bool> ReadBack(OpContext op, ActionRun seen, CancellationToken ct)
    {
        var found = await actions.PostCheck(op, seen, ct);
        await using var change = db.Change();
        if (await ActionsDb.AnywhereForUpdate(change, seen.Id, ct) is not { } before || before.Version != seen.Version)
        {
            return false;
        }

        await RunBook.Move(change, before, before.Saw(found, options.Value.Terms(), time.GetUtcNow()), null, ct);
        await change.Commit(ct);
        return true;
    }

    private async Task<bool> Undo(OpContext op, ActionRun seen, CancellationToken ct)
    {
        var terms = options.Value.Terms();
        var planned = await actions.PlanExpiry(op, seen, ct);
        await using var change = db.Change();
        if (await ActionsDb.AnywhereForUpdate(change, seen.Id, ct) is not { } before || before.Version != seen.Version)
        {
            return false;
        }

        if (!planned.Succeeded)
        {
            ActionsLog.NotUndone(logger, seen.Id.Value, op.Tenant.Value, planned.Problem.Code);
            await RunBook.Move(change, before, before.NotUndoneYet(terms, time.GetUtcNow()), null, ct);
            await change.Commit(ct);
            return true;
        }

        var undoing = planned.Value.Run.AllowedWith(before, terms, time.GetUtcNow());
        await RunBook.Move(change, before, before.Undoing(undoing.Id).Value, null, ct);
        var begun = actions.Begin(change, undoing);
        await change.Commit(ct);
        await actions.Perform(op, begun.Run);
        return true;
    }
}
