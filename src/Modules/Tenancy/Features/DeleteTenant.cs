using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>
/// Closes a tenant below the caller's own, to be removed when its time of grace is over: every row and secret of it, wherever it is placed. Until then
/// it can be resumed. What is left is a signed statement.
/// </summary>
internal sealed class DeleteTenant(TenancyDb db, TenantStates states, IOptions<TenancyOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tenants/{id}", (TenantId id, IfMatch match, DeleteTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, IfMatch match, CancellationToken ct)
    {
        if (id == op.Tenant)
        {
            return TenancyProblems.OwnTenant;
        }

        await using var change = db.ChangeAcross();
        await TenancyDb.LockTree(change, ct);
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        if (await DeletionDb.HasTenants(change, id, ct))
        {
            return TenancyProblems.HasTenants;
        }

        var before = TenantView.From(tenant);
        if (tenant.Delete(time.GetUtcNow(), options.Value.DeletionGrace) is { } refused)
        {
            return refused;
        }

        TenancyDb.Update(change, tenant);
        change.In(id).Publish(new TenantDeletionAsked(tenant.Standing.DeleteAt!.Value));
        TenantView.Audit(change, before, TenantView.From(tenant));
        var closed = await change.Commit(tenant, ct);
        await states.Refresh(CancellationToken.None);
        return closed;
    }
}
