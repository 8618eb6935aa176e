using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data.Placement;

/// <summary>Sessions in a store that is named, whether or not the tenant is there: for looking at both sides of a relocation.</summary>
public static class StoreSession
{
    /// <summary>A session of the operation's tenant there.</summary>
    public static TenantSession At(Store store, OpContext op, CommitPipeline pipeline) => new(op, new OneStore(store), pipeline);

    private sealed class OneStore(Store store) : IStores
    {
        public Store Control => throw new InvalidOperationException("This session is of one tenant's store.");

        public IReadOnlyList<Database> Databases => [store.Database];

        public ValueTask<Store> Of(TenantId tenant, CancellationToken ct) => new(store);
    }
}
