using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Reason">Why, for whoever looks at the tenant: 1 to 500 characters.</param>
internal sealed record SuspendTenantRequest(string? Reason = null) : IRequest
{
    public Problem? Check() => Reason is null || (Reason.Trim().Length is >= 1 and <= 500 && !Reason.Any(char.IsControl)) ? null : TenancyProblems.BadReason;
}

/// <summary>Closes a tenant below the caller's own: every credential of it is refused, everywhere within a second, and everything that it has is kept.</summary>
internal sealed class SuspendTenant(TenancyDb db, TenantStates states, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantAdmin).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tenants/{id}/suspend", (TenantId id, SuspendTenantRequest request, SuspendTenant feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp(TenantView.From));

    public async Task<Result<Tenant>> Handle(OpContext op, TenantId id, SuspendTenantRequest request, CancellationToken ct)
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
        if (tenant.Suspend(request.Reason, time.GetUtcNow()) is { } problem)
        {
            return problem;
        }

        TenancyDb.Update(change, tenant);
        change.In(id).Publish(new TenantSuspended(tenant.Standing.Reason));
        TenantView.Audit(change, before, TenantView.From(tenant));
        var suspended = await change.Commit(tenant, ct);
        await states.Refresh(CancellationToken.None);
        return suspended;
    }
}
