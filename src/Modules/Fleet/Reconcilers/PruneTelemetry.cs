using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Reconcilers;

/// <summary>
/// Removes a device's telemetry that goes with no day's partition, and resolved findings and its tenant's scores that are older than they are kept: once a
/// day, a bounded number in a transaction, and with no lock that an analysis or a batch of telemetry waits for.
/// </summary>
internal sealed class PruneTelemetry(TelemetryDb db, IOptions<FleetOptions> options, TimeProvider time, ILogger<PruneTelemetry> logger) : IWork
{
    private const int AtATime = 5000;

    public WorkPace Pace => new(TimeSpan.FromSeconds(30), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => TelemetryDb.DuePruning(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var device = DeviceId.From(item.Id!.Value);
        var now = time.GetUtcNow();
        var removed = 0;
        int last;
        do
        {
            last = await db.Prune(op, device, now - options.Value.TelemetryAge, now - options.Value.FindingAge, now - options.Value.HealthHistoryAge, AtATime, ct);
            removed += last;
        }
        while (last >= AtATime);

        await db.Pruned(op, device, ct);
        if (removed > 0)
        {
            logger.Pruned(removed, device.Value);
        }

        return true;
    }
}
