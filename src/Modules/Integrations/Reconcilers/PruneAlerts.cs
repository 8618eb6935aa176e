using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Integrations.Reconcilers;

/// <summary>Removes alerts that are over, and rejections, that are older than they are kept: once a day, a bounded number in a transaction.</summary>
internal sealed class PruneAlerts(AlertsDb db, IOptions<IntegrationsOptions> options, TimeProvider time) : IWork
{
    private const int AtATime = 5000;

    public WorkPace Pace => new(TimeSpan.FromMinutes(1), 1, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => AlertsDb.DuePruning(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        while (await db.Prune(op, now - options.Value.AlertAge, now - options.Value.RejectionAge, AtATime, ct) >= AtATime)
        {
        }

        return true;
    }
}
