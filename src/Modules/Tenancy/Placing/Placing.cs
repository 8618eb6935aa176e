using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy.Placing;

/// <summary>Which places there are, and whether a tenant may have one of them.</summary>
internal sealed class Placing(IStores stores, IStoreSchemas schemas, IOptions<TenancyOptions> options, TimeProvider time)
{
    /// <summary>The places among which can be chosen here: those in databases whose owner's connection this process knows.</summary>
    public IReadOnlyList<(PlacementKind Kind, string Database)> Choices => Among([.. Reachable]);

    private IEnumerable<Database> Reachable => stores.Databases.Where(d => d.Owner is not null).OrderBy(d => !d.HoldsControl).ThenBy(d => d.Name, StringComparer.Ordinal);

    /// <summary>The place that is meant, if the tenant may have it.</summary>
    /// <param name="across">A change in the control store that sees all tenants.</param>
    /// <param name="tenant">Which.</param>
    /// <param name="kind">How far apart.</param>
    /// <param name="database">In which database; left out, the first one.</param>
    /// <param name="byOperator">Whether another process may do it that knows more.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Place>> Choose(Change across, TenantId tenant, PlacementKind kind, string? database, bool byOperator, CancellationToken ct)
    {
        var name = database ?? (kind == PlacementKind.Database ? "" : Store.MainDatabase);
        if (!(byOperator ? Among(stores.Databases) : Choices).Contains((kind, name)))
        {
            return TenancyProblems.UnknownPlace;
        }

        if (kind == PlacementKind.Shared)
        {
            return Placements.Shared;
        }

        var others = (await Placements.In(across, name, ct)).Concat(await PlacementDb.UnderWayTo(across, name, ct)).Where(o => o.Tenant != tenant).ToList();
        var isTaken = kind == PlacementKind.Database ? others.Count > 0 : others.Any(o => o.Kind == PlacementKind.Database);
        return isTaken ? TenancyProblems.PlaceTaken
            : await Placements.Count(across, ct) + await PlacementDb.UnderWay(across, ct) >= options.Value.OwnPlaces ? TenancyProblems.NoPlaces(options.Value.OwnPlaces)
            : Placements.Own(tenant, kind, name);
    }

    /// <summary>Has a tenant moved, with a change in the control store that sees all tenants.</summary>
    public async Task<Result<Relocation>> Ask(Change across, Tenant tenant, PlacementKind kind, string? database, TenantId? askedIn, CancellationToken ct)
    {
        if (tenant.Standing.DeleteAt is not null)
        {
            return TenancyProblems.Deleting;
        }

        if ((await Choose(across, tenant.Id, kind, database, askedIn is null, ct)).Fails(out var place, out var problem))
        {
            return problem;
        }

        if (await PlacementDb.Last(across, tenant.Id, ct) is { EndedAt: null })
        {
            return TenancyProblems.Relocating;
        }

        var (from, _) = await Placements.Of(across, tenant.Id, ct);
        if (from.Database == place.Database && from.Schema == place.Schema)
        {
            return TenancyProblems.HasPlace;
        }

        var relocation = new Relocation(tenant.Id, Id.NewGuid(time), from, place, RelocationState.Waiting, askedIn ?? default, time.GetUtcNow());
        PlacementDb.Insert(across, relocation);
        return relocation;
    }

    private static List<(PlacementKind Kind, string Database)> Among(IReadOnlyList<Database> databases) =>
    [
        .. databases.Where(d => d.HoldsControl).Select(d => (PlacementKind.Shared, d.Name)),
        .. databases.Select(d => (PlacementKind.Schema, d.Name)),
        .. databases.Where(d => !d.HoldsControl).Select(d => (PlacementKind.Database, d.Name)),
    ];

    /// <summary>Makes a place for a tenant that is not there yet, so that it is there from its first moment on.</summary>
    public async Task Found(TenantId tenant, Place place, CancellationToken ct)
    {
        if (place.Kind != PlacementKind.Shared)
        {
            await TenantRelocator.Found(stores.StoreAt(Placements.Shared)!, stores.StoreAt(place)!, tenant, schemas, ct);
        }
    }

    /// <summary>Tenants of which there is an empty schema, in the databases whose owner's connection this process knows.</summary>
    public async Task<IReadOnlyList<(Database In, TenantId Tenant)>> Untouched(CancellationToken ct)
    {
        var found = new List<(Database, TenantId)>();
        foreach (var database in Reachable.Where(d => d.State.Status == DatabaseStatus.Ready || d.HoldsControl))
        {
            found.AddRange((await TenantRelocator.Untouched(database, ct)).Select(t => (database, t)));
        }

        return found;
    }

    /// <summary>Takes away what was made for a tenant: one that did not come to be, or one that is removed.</summary>
    public async Task Vanish(TenantId tenant, CancellationToken ct)
    {
        foreach (var database in Reachable)
        {
            await TenantRelocator.Vanish(database, tenant, ct);
        }
    }
}
