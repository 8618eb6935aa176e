using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Reconcilers;

/// <summary>Removes a tenant's deliveries that finished longer ago than they are kept, a bounded number at a time.</summary>
internal sealed class PruneDeliveries(DeliveriesDb db, IOptions<WebhooksOptions> options, ILogger<PruneDeliveries> logger) : IWork
{
    private const int AtATime = 1000;

    public WorkPace Pace => new(TimeSpan.FromSeconds(30), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => DeliveriesDb.DuePruning(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var removed = 0;
        int last;
        do
        {
            last = await db.Prune(options.Value.Retention, AtATime, ct);
            removed += last;
        }
        while (last == AtATime);

        if (removed > 0)
        {
            WebhooksLog.Pruned(logger, removed, op.Tenant.Value);
        }

        return true;
    }
}
