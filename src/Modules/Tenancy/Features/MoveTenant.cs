using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="ParentId">The tenant to stand below: the caller's own, or one below it.</param>
internal sealed record MoveTenantRequest(TenantId ParentId);

/// <summary>
/// Moves a tenant below the caller's own, with all that stands below it, to another place there. Who acts in one of these from above is out, and may
/// switch to it again from where they still stand above.
/// </summary>
internal sealed class MoveTenant(TenancyDb db, IVisits visits) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/move", (TenantId id, MoveTenantRequest request, MoveTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, MoveTenantRequest request, CancellationToken ct)
    {
        if (id == op.Tenant)
        {
            return TenancyProblems.OwnTenant;
        }

        await using var change = db.ChangeAcross();
        await TenancyDb.LockTree(change, ct);
        if (await TenancyDb.TenantForUpdate(change, id, ct) is not { } tenant)
        {
            return TenancyProblems.TenantNotFound;
        }

        var parent = request.ParentId;
        if (parent != op.Tenant && !await TenancyDb.IsBelow(change, parent, op.Tenant, ct))
        {
            return TenancyProblems.UnknownParent;
        }

        if (parent == id || await TenancyDb.IsBelow(change, parent, id, ct))
        {
            return TenancyProblems.Ring;
        }

        if (await TenancyDb.Tenant(change, parent, ct) is { Standing.DeleteAt: not null })
        {
            return TenancyProblems.ParentGoes;
        }

        if (await TenancyDb.Depth(change, parent, ct) + 1 + await TenancyDb.Height(change, id, ct) >= TenancyDb.MaxDepth)
        {
            return TenancyProblems.TooDeep(TenancyDb.MaxDepth);
        }

        var before = TenantView.From(tenant);
        await visits.End(change, await TenancyDb.WithBelow(change, id, ct), ct);
        tenant.Move(parent);
        TenancyDb.Update(change, tenant);
        change.In(id).Publish(new TenantMoved(parent));
        TenantView.Audit(change, before, TenantView.From(tenant));
        return await change.Commit(tenant, ct);
    }
}
