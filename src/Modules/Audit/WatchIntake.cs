using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Audit;

/// <summary>Tells the operator of entries that have had no place for too long, whatever the reason: in the log, and as a measure to alarm on.</summary>
internal sealed class WatchIntake(IntakeMeter meter, IOptions<AuditOptions> options, ILogger<WatchIntake> logger) : IWork
{
    public WorkPace Pace => new(options.Value.UnplacedAlarm / 4, 1, WorkPace.ShortGrace);

    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        var unplaced = await AuditDb.Overdue(database, options.Value.UnplacedAlarm, ct);
        meter.Unplaced(database.Name, unplaced?.Entries ?? 0);
        return unplaced is null ? [] : [new Alarm(database.Name, unplaced)];
    }

    public Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var (database, what) = (Alarm)item;
        AuditLog.Unplaced(logger, what.Entries, what.Tenants, database, what.OldestOf.Value, what.Oldest);

        // Once is enough until the next look.
        return Task.FromResult(false);
    }

    private sealed record Alarm(string Database, Unplaced What) : WorkItem(default, Name: Database);
}

/// <summary>The module's measure.</summary>
internal sealed class IntakeMeter : IDisposable
{
    private readonly Meter meter;
    private readonly ConcurrentDictionary<string, long> unplaced = new(StringComparer.Ordinal);

    public IntakeMeter(IMeterFactory factory)
    {
        meter = factory.Create("Holdfast.Audit");
        meter.CreateObservableGauge(
            "holdfast.audit.unplaced",
            () => unplaced.Select(u => new Measurement<long>(u.Value, new KeyValuePair<string, object?>("database", u.Key))),
            "{entry}",
            "Audit entries that have had no place in the tree for longer than they may.");
    }

    public void Unplaced(string database, long entries) => unplaced[database] = entries;

    public void Dispose() => meter.Dispose();
}
