using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What the caller's tenant, or one below it, has of everything that is counted, and how much it may have.</summary>
internal sealed class GetQuotas(TenancyDb db, QuotaViews views) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/quotas", (TenantId id, GetQuotas feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(view => view));

    public async Task<Result<QuotasView>> Handle(OpContext op, TenantId id, CancellationToken ct) =>
        await db.Tenant(op, id, ct) is { } tenant ? await views.Of(op, tenant, ct) : TenancyProblems.TenantNotFound;
}
