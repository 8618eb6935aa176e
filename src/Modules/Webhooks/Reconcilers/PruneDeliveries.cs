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
            foreach (var tenant in await Due(store, ct))
            {
                await using var scope = services.OpenOp(OpContext.OfSystem(tenant, "webhooks.prune_deliveries", Id.NewGuid(time).ToString("N")));
                var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
                var removed = 0;
                int last;
                do
                {
                    last = await Prune(session, ct);
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

    private async Task<int> Prune(TenantSession session, CancellationToken ct)
    {
        await using var change = session.Change();
        var removed = await change.Execute(
            $"""
            delete from webhook_delivery where tenant_id = {change.Op.Tenant} and id = any(array(
                select id from webhook_delivery
                 where tenant_id = {change.Op.Tenant} and finished_at < now() - {options.Value.Retention}
                 order by finished_at limit {AtATime} for update skip locked))
            """,
            ct);
        change.Add($"update webhook_pruning set due_at = now() + interval '1 hour' where tenant_id = {change.Op.Tenant}");
        await change.Commit(ct);
        return removed;
    }

    private static Task<List<TenantId>> Due(Store store, CancellationToken ct) =>
        store.Ask($"select tenant_id from webhook_pruning where due_at <= now() order by due_at limit 1000", row => row.Id<TenantId>(0), ct);
}
