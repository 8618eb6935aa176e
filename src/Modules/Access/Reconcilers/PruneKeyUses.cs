using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Reconcilers;

/// <summary>Removes what is older than the uses of keys are kept.</summary>
internal sealed class PruneKeyUses(ApiKeyDb db, IOptions<AccessOptions> options, TimeProvider time) : IReconciler
{
    public Task Reconcile(CancellationToken ct) => db.PruneUses(time.GetUtcNow().AddDays(-options.Value.KeyUseDays), ct);
}
