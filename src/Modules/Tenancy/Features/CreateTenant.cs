using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Kind">How far apart its rows are to be from those of others.</param>
/// <param name="Database">In which database; left out, the server's own, which cannot be a tenant's alone.</param>
internal sealed record FirstPlaceRequest(PlacementKind Kind, string? Database = null);

/// <param name="Name">1 to 100 characters.</param>
/// <param name="Placement">Where it is to be from its first moment on; left out, with the others that share.</param>
/// <param name="TopLevel">Whether it stands below no other, with the usual plan: for who holds the platform's role.</param>
internal sealed record CreateTenantRequest(string Name, FirstPlaceRequest? Placement = null, bool TopLevel = false) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Makes a tenant below the caller's own, with the same plan: a provider's customer. The provider's people act in it by switching to it.</summary>
internal sealed class CreateTenant(TenancyDb db, TenantPlans plans, Placing.Placing placing, IStores stores, IOptions<TenancyOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform().Behind(TenancyFlags.ChildTenants);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants", (CreateTenantRequest request, CreateTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(TenantView.From, view => $"/api/tenants/{view.Id}"));

    public async Task<Result<Tenant>> Handle(OpContext op, CreateTenantRequest request, CancellationToken ct)
    {
        if (request.TopLevel && !op.IsPlatform)
        {
            return OperationProblems.NotPlatform;
        }

        TenantId? parent = request.TopLevel ? null : op.Tenant;
        var tenant = Tenant.Found(Id.New<TenantId>(time), parent, request.Name, time);
        if ((await Place(tenant.Id, request.Placement, ct)).Fails(out var place, out var problem))
        {
            return problem;
        }

        var made = await Insert(op, tenant, place, ct);
        if (!made.Succeeded && place.Kind != PlacementKind.Shared)
        {
            await placing.Vanish(tenant.Id, CancellationToken.None);
        }

        await stores.Refresh(CancellationToken.None);
        await plans.Refresh(CancellationToken.None);
        return made;
    }

    // A schema takes a while to make, so it is made before the tenant, in no transaction; one that nobody came to is taken away.
    private async Task<Result<Place>> Place(TenantId tenant, FirstPlaceRequest? asked, CancellationToken ct)
    {
        if (asked is null or { Kind: PlacementKind.Shared, Database: null })
        {
            return Placements.Shared;
        }

        await using (var look = db.ChangeAcross())
        {
            if ((await placing.Choose(look, tenant, asked.Kind, asked.Database, byOperator: false, ct)).Fails(out var chosen, out var problem))
            {
                return problem;
            }

            if (chosen.Kind == PlacementKind.Shared)
            {
                return chosen;
            }
        }

        var place = Placements.Own(tenant, asked.Kind, asked.Database ?? Store.MainDatabase);
        await placing.Found(tenant, place, ct);
        return place;
    }

    private async Task<Result<Tenant>> Insert(OpContext op, Tenant tenant, Place place, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        await TenancyDb.LockTree(change, ct);
        if (tenant.Parent is not null && await TenancyDb.Depth(change, op.Tenant, ct) + 1 >= TenancyDb.MaxDepth)
        {
            return TenancyProblems.TooDeep(TenancyDb.MaxDepth);
        }

        if (place.Kind != PlacementKind.Shared)
        {
            // Somebody else may have come meanwhile.
            if ((await placing.Choose(change, tenant.Id, place.Kind, place.Database, byOperator: false, ct)).Problem is { } taken)
            {
                return taken;
            }

            Placements.Set(change, tenant.Id, place, tenant.CreatedAt);
        }

        TenancyDb.Insert(change, tenant);
        PlanDb.Found(change, tenant.Id, tenant.Parent is null ? plans.Usual : plans.Own(op.Tenant).Key, tenant.CreatedAt, options.Value.MeasureEvery);
        change.In(tenant.Id).Publish(new TenantCreated(tenant.Name, tenant.Slug));
        TenantView.Audit(change, null, TenantView.From(tenant));
        return await change.Commit(tenant, ct);
    }
}
