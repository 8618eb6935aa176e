using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity;

namespace Holdfast.Platform.Http;

/// <summary>Removes answers that no replay can ask for any more, a bounded number at a time.</summary>
public sealed class PruneIdempotency(ControlSession control, TimeProvider time) : IReconciler
{
    private const int AtATime = 2000;

    // The longest that HttpOptions.IdempotencyWindow can be.
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public async Task Reconcile(CancellationToken ct)
    {
        var before = time.GetUtcNow() - KeepFor;
        int removed;
        do
        {
            await using var change = control.AcrossTenants().Bookkeeping();
            removed = await change.Execute(
                $"""
                delete from idempotency where tenant_id is not null and ctid = any(array(
                    select ctid from idempotency where started_at < {before} order by started_at limit {AtATime} for update skip locked))
                """,
                ct);
            await change.Commit(ct);
        }
        while (removed == AtATime);
    }
}
