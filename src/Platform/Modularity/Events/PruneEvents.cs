using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>
/// Removes events that are older than they are kept, tenant by tenant, a bounded number at a time and in a turn. Only reactions read events:
/// one that still has a mark in <c>event_pending</c>, be it set aside, stays, so that it can be tried again.
/// </summary>
public sealed class PruneEvents(IServiceProvider services, ITenantDirectory tenants, IOptions<EventOptions> options, TimeProvider time, ILogger<PruneEvents> logger) : IReconciler
{
    private const int TenantsAtATime = 500;
    private const int EventsAtATime = 2000;
    private const int RoundsInATurn = 200;

    /// <inheritdoc/>
    public async Task Reconcile(CancellationToken ct)
    {
        IReadOnlyList<TenantId> page = [];
        do
        {
            page = await tenants.List(page.Count == 0 ? null : page[^1], TenantsAtATime, ct);
            foreach (var tenant in page)
            {
                await Prune(tenant, ct);
            }
        }
        while (page.Count == TenantsAtATime);
    }

    private async Task Prune(TenantId tenant, CancellationToken ct)
    {
        await using var scope = services.OpenOp(OpContext.OfSystem(tenant, "platform.prune_events", Id.NewGuid(time).ToString("N")));
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var before = time.GetUtcNow() - options.Value.KeepFor;
        var (removed, last) = (0, EventsAtATime);
        for (var round = 0; round < RoundsInATurn && last == EventsAtATime; round++)
        {
            await using var change = session.Change();
            last = await change.Execute(
                $"""
                delete from event where tenant_id = {tenant} and seq = any(array(
                    select seq from event e
                     where tenant_id = {tenant} and at < {before}
                       and not exists (select 1 from event_pending p where p.tenant_id = e.tenant_id and p.seq = e.seq)
                     order by at limit {EventsAtATime}))
                """,
                ct);
            await change.Commit(ct);
            removed += last;
        }

        if (removed > 0)
        {
            EventLog.Pruned(logger, removed, tenant.Value);
        }
    }
}
