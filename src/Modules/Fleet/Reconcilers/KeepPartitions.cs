using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>Has the days' partitions of telemetry made ahead, in every database and as soon as the process runs, and those that are too old dropped.</summary>
internal sealed class KeepPartitions(IOptions<FleetOptions> options) : IWork
{
    public WorkPace Pace => new(options.Value.PartitionPoll, 1, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => Task.FromResult<IReadOnlyList<WorkItem>>([new Turn(database)]);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        await TelemetryDb.KeepPartitions(((Turn)item).Of, options.Value.PartitionsAhead, options.Value.TelemetryAge, ct);

        // Once is enough until the next look.
        return false;
    }

    private sealed record Turn(Database Of) : WorkItem(default, Name: Of.Name);
}
