using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>
/// Removes a tenant's events that are older than they are kept, a bounded number at a time and in a turn. Only reactions read events: one that still
/// has a mark in <c>event_pending</c>, be it set aside, stays, so that it can be tried again.
/// </summary>
public sealed class PruneEvents(TenantSession session, IOptions<EventOptions> options, TimeProvider time, ILogger<PruneEvents> logger) : IWork
{
    private const int EventsAtATime = 2000;
    private const int RoundsInATurn = 200;
    private static readonly TimeSpan KeepArrivals = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public WorkPace Pace => new(TimeSpan.FromSeconds(30), 2, WorkPace.ShortGrace);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return await database.Ask(
            $"select tenant_id from event_pruning where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
            row => new WorkItem(row.Id<TenantId>()),
            ct);
    }

    /// <inheritdoc/>
    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(op);
        var before = time.GetUtcNow() - options.Value.KeepFor;
        var (removed, last) = (0, EventsAtATime);
        for (var round = 0; round < RoundsInATurn && last == EventsAtATime; round++)
        {
            await using var change = session.Bookkeeping();
            last = await change.Execute(
                $"""
                delete from event where tenant_id = {op.Tenant} and seq = any(array(
                    select seq from event e
                     where tenant_id = {op.Tenant} and at < {before}
                       and not exists (select 1 from event_pending p where p.tenant_id = e.tenant_id and p.seq = e.seq)
                     order by at limit {EventsAtATime}))
                """,
                ct);
            await change.Commit(ct);
            removed += last;
        }

        await ComeBack(op, ct);
        if (removed > 0)
        {
            EventLog.Pruned(logger, removed, op.Tenant.Value);
        }

        return true;
    }

    // When the next event is old enough, but not sooner than in an hour: one that is kept for a reaction does not bring the tenant up all the time.
    private async Task ComeBack(OpContext op, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"delete from arrival where tenant_id = {op.Tenant} and at < now() - {KeepArrivals}");
        change.Add($"""
            update event_pruning
               set due_at = greatest(now() + interval '1 hour', coalesce((select min(at) from event where tenant_id = {op.Tenant}), now()) + {options.Value.KeepFor})
             where tenant_id = {op.Tenant}
            """);
        await change.Commit(ct);
    }
}
