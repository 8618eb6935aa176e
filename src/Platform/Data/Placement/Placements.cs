using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data.Placement;

/// <summary>Where tenants are, in the control store.</summary>
public static class Placements
{
    /// <summary>Where those are that were placed nowhere else.</summary>
    public static Place Shared { get; } = new(PlacementKind.Shared, Store.MainDatabase, SharedStores.Schema);

    /// <summary>A place of a tenant's own.</summary>
    public static Place Own(TenantId tenant, PlacementKind kind, string database) => new(kind, database, TenantRelocator.OwnSchema(tenant));

    /// <summary>Where a tenant is; its own and those below it may ask.</summary>
    public static async Task<(Place Place, DateTimeOffset? Since)> Of(IReads across, TenantId tenant, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(across);
        return await across.First<(Place, DateTimeOffset?)?>(
            $"select kind, database, schema, since from placement where tenant_id = {tenant}",
            row => (new Place(row.Enum<PlacementKind>(), row.Text(), row.Text()), row.Time()),
            ct) ?? (Shared, null);
    }

    /// <summary>Who has a place in a database: one placing after another.</summary>
    public static async Task<List<(TenantId Tenant, PlacementKind Kind)>> In(Change across, string database, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(across);
        await across.Execute($"select pg_advisory_xact_lock(hashtextextended('placing', 0))", ct);
        return await across.Query($"select tenant_id, kind from placement where database = {database}", row => (row.Id<TenantId>(), row.Enum<PlacementKind>()), ct);
    }

    /// <summary>How many have a place of their own.</summary>
    public static Task<long> Count(Change across, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(across);
        return across.First($"select count(*) from placement where tenant_id is not null", row => row.Long(), ct);
    }

    /// <summary>From the commit on a tenant is there.</summary>
    public static void Set(Change across, TenantId tenant, Place place, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(across);
        ArgumentNullException.ThrowIfNull(place);
        across.Add(place.Kind == PlacementKind.Shared
            ? (Sql)$"delete from placement where tenant_id = {tenant}"
            : $"""
            insert into placement (tenant_id, kind, database, schema, since) values ({tenant}, {place.Kind}, {place.Database}, {place.Schema}, {now})
            on conflict (tenant_id) do update set kind = excluded.kind, database = excluded.database, schema = excluded.schema, since = excluded.since
            """);
    }

    /// <summary>The store at a place; null where this process does not know the database.</summary>
    public static Store? StoreAt(this IStores stores, Place place)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentNullException.ThrowIfNull(place);
        return stores.Databases.FirstOrDefault(d => d.Name == place.Database) is { } database ? new Store(database, place.Schema) : null;
    }
}
