using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>An event that happened, at its place in the order of its tenant's.</summary>
/// <param name="Sequence">Grows with each.</param>
/// <param name="Event">The event.</param>
public sealed record PastEvent(long Sequence, StoredEvent Event);

/// <summary>
/// Reads the events that a tenant's store still has, for what asks what would have been. Events are kept for a while after all is done with them
/// (<c>Holdfast:Events:KeepFor</c>): before that there is nothing, whatever is asked for.
/// </summary>
public static class EventHistory
{
    /// <summary>When the oldest event happened that is still there; null when there is none.</summary>
    public static Task<DateTimeOffset?> Oldest(IReads reads, OpContext op, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ArgumentNullException.ThrowIfNull(op);
        return reads.First($"select min(at) from event where tenant_id = {op.Tenant}", row => row.TimeOrNull(), ct);
    }

    /// <summary>Events of these names from a moment on, in their order.</summary>
    /// <param name="reads">In the tenant's store.</param>
    /// <param name="op">Whose.</param>
    /// <param name="names">Which.</param>
    /// <param name="from">None that happened before.</param>
    /// <param name="after">None up to this place; 0 for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<List<PastEvent>> Read(IReads reads, OpContext op, IReadOnlyCollection<string> names, DateTimeOffset from, long after, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ArgumentNullException.ThrowIfNull(op);
        return reads.Query(
            $"""
            select seq, id, name, at, data, trace_parent, organization_id, group_id, device_id from event
             where tenant_id = {op.Tenant} and seq > {after} and at >= {from} and name = any({names.ToArray()})
             order by seq limit {limit}
            """,
            row => new PastEvent(row.Long(), new StoredEvent(
                row.Uuid(), row.Text(), row.Time(), row.JsonOrNull()!.Value, row.TextOrNull(), new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()))),
            ct);
    }
}
