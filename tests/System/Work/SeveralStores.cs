using System.Collections.Concurrent;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.System.Work;

/// <summary>Stores in several databases; a tenant is placed where the test says when it is first asked for.</summary>
internal sealed class SeveralStores(Database main, params Database[] others) : IStores
{
    private readonly ConcurrentDictionary<TenantId, Store> placed = new();
    private volatile Store next = new(main, SharedStores.Schema);

    public Store Control { get; } = new(main, "control");

    // Those that may be away come first: whoever went through them one after another would not get any further.
    public IReadOnlyList<Database> Databases { get; } = [.. others.Reverse(), main];

    /// <summary>Where tenants that are new from now on are placed.</summary>
    public void Place(string database, string schema = SharedStores.Schema) => next = new Store(Databases.Single(d => d.Name == database), schema);

    public ValueTask<Store> Of(TenantId tenant, CancellationToken ct) => new(placed.GetOrAdd(tenant, _ => next));
}
