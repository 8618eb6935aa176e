using System.Collections.Frozen;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data.Placement;

/// <summary>
/// Tenants where they were placed: most of them in one schema of the control store's database, some in schemas or databases of their own. Where these are is
/// read from the control store when it is first asked for, and again whenever somebody says so.
/// </summary>
/// <param name="control">The control store's database.</param>
/// <param name="others">The databases in which tenants may have their place, each by a name of its own.</param>
public sealed class PlacedStores(Database control, IReadOnlyList<Database> others) : IStores, IDisposable
{
    private readonly Store shared = new(control, SharedStores.Schema);
    private readonly SemaphoreSlim reading = new(1);
    private volatile FrozenDictionary<TenantId, Spot>? placed;

    /// <inheritdoc/>
    public Store Control { get; } = new(control, "control");

    /// <inheritdoc/>
    public IReadOnlyList<Database> Databases { get; } = [control, .. others];

    /// <inheritdoc/>
    public ValueTask<Store> Of(TenantId tenant, CancellationToken ct) => placed is { } known ? new(Find(known, tenant)) : Load(tenant, ct);

    /// <inheritdoc/>
    public async Task Refresh(CancellationToken ct)
    {
        // One reading after the other: an older one never comes after a newer.
        await reading.WaitAsync(ct);
        try
        {
            var rows = await RoundTrip.Run(
                control.Pool(isBackground: true),
                new NpgsqlBatchCommand("select set_config('search_path', 'control', true), set_config('holdfast.across', 'on', true)"),
                $"select tenant_id, kind, database, schema from placement",
                reader => Session.Drain(reader, row => (Tenant: row.Id<TenantId>(), Place: new Place(row.Enum<PlacementKind>(), row.Text(), row.Text())), ct),
                ct);
            placed = rows.ToFrozenDictionary(r => r.Tenant, r => SpotOf(r.Place));
        }
        finally
        {
            reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();

    private async ValueTask<Store> Load(TenantId tenant, CancellationToken ct)
    {
        await Refresh(ct);
        return Find(placed!, tenant);
    }

    private Store Find(FrozenDictionary<TenantId, Spot> known, TenantId tenant) => !known.TryGetValue(tenant, out var spot) ? shared
        : spot.Store ?? throw new DatabaseAwayException($"Database {spot.Place.Database} is not among those that this process was configured with.");

    private Spot SpotOf(Place place) => new(place, Databases.FirstOrDefault(d => d.Name == place.Database) is { } database ? new Store(database, place.Schema) : null);

    private sealed record Spot(Place Place, Store? Store);
}
