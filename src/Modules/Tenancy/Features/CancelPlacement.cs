using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Placing;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Cancels the relocation of a tenant below the caller's own, as long as it is where it was: it stays there.</summary>
internal sealed class CancelPlacement(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/placement/cancel", (TenantId id, CancelPlacement feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(RelocationView.Of));

    public async Task<Result<Relocation>> Handle(OpContext op, TenantId id, CancellationToken ct)
    {
        if (id == op.Tenant && !op.IsPlatform)
        {
            return TenancyProblems.OwnPlacement;
        }

        await using var change = db.ChangeAcross();
        if (await TenancyDb.TenantForUpdate(change, id, ct) is null)
        {
            return TenancyProblems.TenantNotFound;
        }

        if (await PlacementDb.Cancel(change, id, ct) is not { } relocation)
        {
            return TenancyProblems.NotRelocating;
        }

        change.Audit(PlacingFacts.Fact(relocation));
        if (id != op.Tenant)
        {
            change.In(id).Audit(PlacingFacts.Fact(relocation));
        }

        return await change.Commit(relocation, ct);
    }
}
