using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Placing;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Kind">How far apart its rows are to be from those of others.</param>
/// <param name="Database">In which database; left out, the server's own, which cannot be a tenant's alone.</param>
internal sealed record PlaceTenantRequest(PlacementKind Kind, string? Database = null);

/// <summary>
/// Has a tenant below the caller's own moved to another place, while it works: it is copied, what changes meanwhile brought after, closed to changes for a moment,
/// compared, and opened there. Until then it can be cancelled, and whatever fails leaves it where it was, whole.
/// </summary>
internal sealed class PlaceTenant(TenancyDb db, Placing.Placing placing) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/placement", (TenantId id, PlaceTenantRequest request, PlaceTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(RelocationView.Of));

    public async Task<Result<Relocation>> Handle(OpContext op, TenantId id, PlaceTenantRequest request, CancellationToken ct)
    {
        if (id == op.Tenant && !op.IsPlatform)
        {
            return TenancyProblems.OwnPlacement;
        }

        await using var change = db.ChangeAcross();
        if (await TenancyDb.TenantForUpdate(change, id, ct) is not { } tenant)
        {
            return TenancyProblems.TenantNotFound;
        }

        if ((await placing.Ask(change, tenant, request.Kind, request.Database, op.Tenant, ct)).Fails(out var relocation, out var problem))
        {
            return problem;
        }

        change.Audit(PlacingFacts.Fact(relocation));
        if (id != op.Tenant)
        {
            change.In(id).Audit(PlacingFacts.Fact(relocation));
        }

        return await change.Commit(relocation, ct);
    }
}
