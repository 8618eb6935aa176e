using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data.Placement;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A place for a tenant.</summary>
/// <param name="Kind">How far apart from other tenants' rows.</param>
/// <param name="Database">The database, by the name that the operator gave it.</param>
internal sealed record PlaceView(PlacementKind Kind, string Database)
{
    public static PlaceView From(Place place) => new(place.Kind, place.Database);
}

/// <summary>A tenant's way from one place to another.</summary>
/// <param name="Id">Of this relocation.</param>
/// <param name="From">Where it was.</param>
/// <param name="To">Where it is to be.</param>
/// <param name="State">How far it has come.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="StartedAt">When somebody began.</param>
/// <param name="EndedAt">When it was over, one way or the other.</param>
/// <param name="TablesDone">Tables copied.</param>
/// <param name="Tables">Tables that there are; 0 as long as nobody has looked.</param>
/// <param name="RowsCopied">Rows copied while the tenant worked.</param>
/// <param name="RowsAfter">Rows that changed meanwhile and were brought after.</param>
/// <param name="PauseMilliseconds">For how long nothing in the tenant could be changed; null when that did not begin or has not ended.</param>
/// <param name="IsCancelled">Whether somebody has cancelled it.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record RelocationView(
    Guid Id, PlaceView From, PlaceView To, RelocationState State, DateTimeOffset AskedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int TablesDone, int Tables, long RowsCopied,
    long RowsAfter, long? PauseMilliseconds, bool IsCancelled, string? Error)
{
    public static RelocationView Of(Relocation relocation) => new(
        relocation.Id, PlaceView.From(relocation.From), PlaceView.From(relocation.To), relocation.State, relocation.AskedAt, relocation.StartedAt, relocation.EndedAt, relocation.TablesDone, relocation.Tables, relocation.RowsCopied,
        relocation.RowsAfter, relocation.OpenedAt - relocation.PausedAt is { } pause ? (long)pause.TotalMilliseconds : null, relocation.IsCancelled, relocation.Error);
}

/// <summary>Where a tenant is.</summary>
/// <param name="Place">The place.</param>
/// <param name="Since">Since when; null for one that shares its place with others from the start.</param>
/// <param name="Relocation">Its last relocation, under way or over; null when it was never moved.</param>
/// <param name="Choices">Where it could be; empty for who may not say so.</param>
internal sealed record PlacementView(PlaceView Place, DateTimeOffset? Since, RelocationView? Relocation, IReadOnlyList<PlaceView> Choices);
