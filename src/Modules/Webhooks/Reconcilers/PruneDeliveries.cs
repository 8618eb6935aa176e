using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Reconcilers;

/// <summary>Removes deliveries that finished longer ago than they are kept, tenant by tenant, a bounded number at a time.</summary>
internal sealed class PruneDeliveries(IServiceProvider services, IStores stores, IOptions<WebhooksOptions> options, TimeProvider time, ILogger<PruneDeliveries> logger) : IReconciler
{
    private const int AtATime = 1000;

    public async Task Reconcile(CancellationToken ct)
    {
        foreach (var store in stores.TenantStores)
        {
            foreach (var tenant in await DeliveriesDb.DuePruning(store, ct))
            {
                await using var scope = services.OpenOp(OpContext.OfSystem(tenant, "webhooks.prune_deliveries", Id.NewGuid(time).ToString("N")));
                var db = scope.ServiceProvider.GetRequiredService<DeliveriesDb>();
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
                    WebhooksLog.Pruned(logger, removed, tenant.Value);
                }
            }
        }
    }
}
