using Holdfast.Modules.Actions.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions.Reconcilers;

/// <summary>
/// Ends what ends by itself: plans expire, runs whose process has died between intent and outcome become UNKNOWN, and expired runs are
/// removed after a while. A lost run is not repeated: that could do it twice.
/// </summary>
internal sealed class SettleRuns(ActionsDb db, IOptions<ActionsOptions> options, TimeProvider time, ILogger<SettleRuns> logger) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => ActionsDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = ActionRunId.From(item.Id!.Value);
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
}
