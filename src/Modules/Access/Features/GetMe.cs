using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who the caller is and what they may do.</summary>
/// <param name="User">Who is signed in.</param>
/// <param name="Tenant">In which tenant.</param>
/// <param name="Permissions">What the caller may do in the tenant or in parts of it, as <c>area:verb</c>.</param>
/// <param name="IsSuperAdmin">Whether the caller acts here with the platform's own role: it is theirs, this is their own tenant, and the session has a second factor.</param>
internal sealed record MeView(UserView User, TenantOfSession Tenant, IReadOnlyList<string> Permissions, bool IsSuperAdmin);

/// <summary>The caller.</summary>
internal sealed class GetMe(AccessDb db, ITenants tenants, Rights rights, RoleTable table) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/me", (GetMe feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<MeView>> Handle(OpContext op, CancellationToken ct)
    {
        await rights.Ready(op.Tenant, ct);
        return await db.UserOf(op, op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct) is { } user && await tenants.Find(op, ct) is { } tenant
            ? new MeView(UserView.From(user), TenantOfSession.From(tenant), [.. table.All.Select(p => p.Name).Where(p => !rights.Reach(op, p).IsNone)], op.Principal.IsSuperAdmin && op.Tenant == op.Principal.Home)
            : AccessProblems.UserNotFound;
    }
}
