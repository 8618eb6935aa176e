using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks.Reactions;

/// <summary>A run whose step waits for an action goes on when that moves.</summary>
internal sealed class FollowAction(WorkSignals signals, TimeProvider time) : IHandle<IRunMoved>
{
    public async Task<Problem?> Handle(Change change, IRunMoved what, StoredEvent stored, CancellationToken ct)
    {
        // The run's row is held before its due time is set, as by whoever goes on with it: neither overwrites what the other has not seen.
        if (await RunsDb.OfAction(change, what.Run.Value, ct) is { HasEnded: false } run)
        {
            RunsDb.Due(change, run.Id, time.GetUtcNow());
            change.OnCommitted(signals.Wake<AdvanceRuns>);
        }

        return null;
    }
}
