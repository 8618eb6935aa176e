using System.ComponentModel;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The caller's tenant and those below it, at any depth, newest first.</summary>
internal sealed class ListTenants(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants", (
                [Description("Only tenants in this TenantState.")] string? state,
                [Description("Only tenants directly below this one.")] TenantId? parentId,
                [Description("Only tenants whose name or slug contains this, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListTenants feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, new TenantFilter(EnumQuery.Parse<TenantState>(state, "state"), parentId, SearchQuery.Parse(search)), page.Request, ct).ToHttp(TenantView.From));

    public async Task<Result<Page<Tenant>>> Handle(OpContext op, TenantFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Tenants(op, filter, page, ct), t => t.Id.Value);
}
