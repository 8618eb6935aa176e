using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Access">How much people of the tenants above may do.</param>
internal sealed record SetProviderAccessRequest(ProviderAccess Access);

/// <summary>
/// Says how much people of the tenants above may do in the caller's own tenant; who acts in it from above may not. When it allows less, everybody who
/// acts in it, or in a tenant below it, is out within a second.
/// </summary>
internal sealed class SetProviderAccess(TenancyDb db, IVisits visits) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}/provider-access", (TenantId id, SetProviderAccessRequest request, IfMatch match, SetProviderAccess feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, SetProviderAccessRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        if (id != op.Tenant || op.Principal.Home != op.Tenant)
        {
            return TenancyProblems.NotOwn;
        }

        var before = TenantView.From(tenant);
        if (request.Access < tenant.Access)
        {
            await visits.End(change, await TenancyDb.WithBelow(change, id, ct), ct);
        }

        tenant.Allow(request.Access);
        TenancyDb.Update(change, tenant);
        change.Publish(new TenantAccessChanged(request.Access));
        TenantView.Audit(change, before, TenantView.From(tenant));
        return await change.Commit(tenant, ct);
    }
}
