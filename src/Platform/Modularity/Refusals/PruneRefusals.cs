using Holdfast.Platform.Data;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>Removes what is older than the platform's own log is kept, a bounded number at a time.</summary>
public sealed class PruneRefusals(ControlSession control, IOptions<RefusalOptions> options, TimeProvider time) : IReconciler
{
    private const int AtATime = 5000;

    /// <inheritdoc/>
    public async Task Reconcile(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.Age;
        int removed;
        do
        {
            await using var change = control.Bookkeeping();
            removed = await change.Execute($"delete from refusal where ctid = any(array(select ctid from refusal where at < {before} order by at limit {AtATime}))", ct);
            await change.Commit(ct);
        }
        while (removed == AtATime);
    }
}
