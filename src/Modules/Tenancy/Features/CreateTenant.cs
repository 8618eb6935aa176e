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

/// <param name="Name">1 to 100 characters.</param>
internal sealed record CreateTenantRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Makes a tenant below the caller's own, with the same plan: a provider's customer. The provider's people act in it by switching to it.</summary>
internal sealed class CreateTenant(TenancyDb db, TenantPlans plans, IOptions<TenancyOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).Behind(TenancyFlags.ChildTenants);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants", (CreateTenantRequest request, CreateTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(TenantView.From, view => $"/api/tenants/{view.Id}"));

    public async Task<Result<Tenant>> Handle(OpContext op, CreateTenantRequest request, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        await TenancyDb.LockTree(change, ct);
        if (await TenancyDb.Depth(change, op.Tenant, ct) + 1 >= TenancyDb.MaxDepth)
        {
            return TenancyProblems.TooDeep(TenancyDb.MaxDepth);
        }

        var tenant = Tenant.Found(Id.New<TenantId>(time), op.Tenant, request.Name, time);
        TenancyDb.Insert(change, tenant);
        PlanDb.Found(change, tenant.Id, plans.Own(op.Tenant).Key, tenant.CreatedAt, options.Value.MeasureEvery);
        change.In(tenant.Id).Publish(new TenantCreated(tenant.Name, tenant.Slug));
        TenantView.Audit(change, null, TenantView.From(tenant));
        var made = await change.Commit(tenant, ct);
        await plans.Refresh(CancellationToken.None);
        return made;
    }
}
