using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Name">1 to 100 characters.</param>
internal sealed record UpdateTenantRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Renames the caller's tenant, or one below it.</summary>
internal sealed class UpdateTenant(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tenants/{id}", (TenantId id, UpdateTenantRequest request, IfMatch match, UpdateTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, UpdateTenantRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        if ((await match.Take(TenancyDb.TenantForUpdate(change, id, ct), TenancyProblems.TenantNotFound)).Fails(out var tenant, out var problem))
        {
            return problem;
        }

        var before = TenantView.From(tenant);
        tenant.Rename(request.Name);
        TenancyDb.Update(change, tenant);
        TenantView.Audit(change, before, TenantView.From(tenant));
        return await change.Commit(tenant, ct);
    }
}
