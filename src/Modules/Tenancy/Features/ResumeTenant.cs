using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Opens a suspended tenant below the caller's own again.</summary>
internal sealed class ResumeTenant(TenancyDb db, TenantStates states) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/resume", (TenantId id, ResumeTenant feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, CancellationToken ct)
    {
        if (id == op.Tenant)
        {
            return TenancyProblems.OwnTenant;
        }

        await using var change = db.ChangeAcross();
        if (await TenancyDb.TenantForUpdate(change, id, ct) is not { } tenant)
        {
            return TenancyProblems.TenantNotFound;
        }

        var before = TenantView.From(tenant);
        if (tenant.Resume() is { } problem)
        {
            return problem;
        }

        TenancyDb.Update(change, tenant);
        change.In(id).Publish(new TenantResumed());
        TenantView.Audit(change, before, TenantView.From(tenant));
        var resumed = await change.Commit(tenant, ct);
        await states.Refresh(CancellationToken.None);
        return resumed;
    }
}
