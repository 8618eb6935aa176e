using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The caller's tenant, or one below it.</summary>
internal sealed class GetTenant(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}", (TenantId id, GetTenant feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, CancellationToken ct) =>
        await db.Tenant(op, id, ct) is { } tenant ? tenant : TenancyProblems.TenantNotFound;
}
