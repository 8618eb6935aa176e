using Holdfast.Modules.Tenancy.Placing;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Where the caller's tenant is, or one below it, and how its last move goes or went.</summary>
internal sealed class GetPlacement(TenancyDb db, PlacementDb places, Placing.Placing placing) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/placement", (TenantId id, GetPlacement feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(view => view));

    public async Task<Result<PlacementView>> Handle(OpContext op, TenantId id, CancellationToken ct)
    {
        if (await db.Tenant(op, id, ct) is null)
        {
            return TenancyProblems.TenantNotFound;
        }

        var (place, since) = await places.Place(id, ct);
        return new PlacementView(
            PlaceView.From(place),
            since,
            await places.Last(id, ct) is { } move ? RelocationView.Of(move) : null,
            id == op.Tenant && !op.IsPlatform ? [] : [.. placing.Choices.Select(c => new PlaceView(c.Kind, c.Database))]);
    }
}
