using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Name">1 to 100 characters.</param>
internal sealed record UpdateTenantRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Renames the caller's tenant.</summary>
internal sealed class UpdateTenant(TenancyDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}", (TenantId id, UpdateTenantRequest request, IfMatch match, UpdateTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(TenantView.From))
        .Requires(TenancyPermissions.TenantWrite);

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, UpdateTenantRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ControlChange();
        if (id != op.Tenant || await TenancyDb.TenantForUpdate(change, ct) is not { } tenant)
        {
            return TenancyProblems.TenantNotFound;
        }

        if (match.Check(tenant.Version) is { } stale)
        {
            return stale;
        }

        var before = AuditFact.Show(TenantView.From(tenant));
        tenant.Rename(request.Name);
        TenancyDb.Update(change, tenant);
        change.Audit(new AuditFact("tenant", id.Value, tenant.Name, before, AuditFact.Show(TenantView.From(tenant))) { Category = AuditCategory.SystemConfig });
        return await change.Commit(ct) is { } problem ? problem : tenant;
    }
}
