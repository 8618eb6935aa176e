using System.ComponentModel;
using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The users of the caller's tenant, or of one below it in which the caller acts at this time, newest first.</summary>
internal sealed class ListTenantUsers(AccessDb db, Rights rights) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/users", (
                TenantId id,
                [Description("Only users whose name or address contains this, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListTenantUsers feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, id, SearchQuery.Parse(search), page.Request, ct).ToHttp(UserView.From));

    public async Task<Result<Page<User>>> Handle(OpContext op, TenantId id, Platform.Data.SearchText? search, PageRequest page, CancellationToken ct)
    {
        if (id != op.Tenant && !rights.Reach(op with { Tenant = id }, AccessPermissions.Read.Name).Covers(ScopePath.Tenant))
        {
            return AccessProblems.NoTenantBelow;
        }

        var there = op with { Tenant = id };
        return page.Cut(await db.For(there).Users(there, search, page, ct), u => u.Id.Value);
    }
}
