using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.SuperAdmins;

/// <summary>Gives and takes the platform's own role. The person's tenant has it in its log, and the platform in its own.</summary>
internal sealed class OperatorSuperAdmins(IServiceProvider services, TimeProvider time) : IOperatorSuperAdmins
{
    private const string GrantName = "access.grant_super_admin";
    private const string RevokeName = "access.revoke_super_admin";
    private const string ListName = "access.list_super_admins";

    public async Task<SuperAdmin[]> List(CancellationToken ct)
    {
        await using var scope = Open(default, ListName);
        var held = await scope.ServiceProvider.GetRequiredService<SuperAdminDb>().All(ct);
        var tenants = (await scope.ServiceProvider.GetRequiredService<ITenants>().Named([.. held.Select(h => h.Tenant).Distinct()], ct)).ToDictionary(t => t.Id, t => t.Slug);
        return [.. held.Select(h => new SuperAdmin(h.Email, h.Name, tenants.GetValueOrDefault(h.Tenant, ""), h.GrantedAt, h.Status == UserStatus.Active, h.HasFactor))];
    }

    public Task<Result<Done>> Grant(string email, CancellationToken ct) => Change(email, GrantName, async (change, _, user) =>
    {
        if (user.Status != UserStatus.Active)
        {
            return AccessProblems.UserDisabled;
        }

        if (!await SuperAdminDb.CanProve(change, user.Id, ct))
        {
            return SuperAdminProblems.NoFactor;
        }

        SuperAdminDb.Grant(change, user.Id, time.GetUtcNow());
        change.Publish(new SuperAdminGranted(user.Id));
        return null;
    }, ct);

    public Task<Result<Done>> Revoke(string email, CancellationToken ct) => Change(email, RevokeName, async (change, scope, user) =>
    {
        if (await SuperAdminDb.Revoke(change, user.Id, ct) == 0)
        {
            return SuperAdminProblems.NotHeld;
        }

        // Visits that the role opened end with the sessions.
        await scope.GetRequiredService<Sessions>().End(change, user.Id, "SUPER_ADMIN", null, null, ct);
        change.Publish(new SuperAdminRevoked(user.Id));
        return null;
    }, ct);

    private async Task<Result<Done>> Change(string email, string operation, Func<Change, IServiceProvider, User, Task<Problem?>> act, CancellationToken ct)
    {
        await using var scope = Open(default, operation);
        if (await scope.ServiceProvider.GetRequiredService<AccessDb>().UserByEmail(email, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var theirs = Open(user.Tenant, operation);
        await using var change = theirs.ServiceProvider.GetRequiredService<SuperAdminDb>().Change();
        if (await act(change, theirs.ServiceProvider, user) is { } problem)
        {
            return problem;
        }

        var now = time.GetUtcNow();
        PlatformEntryDb.Insert(change, PlatformLog.Of(change.Op, user.Id.Value, Id.NewGuid(time), now) with { UserName = "operator", EndedAt = now });
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Critical });
        return await change.Commit(Done.Value, ct);
    }

    private AsyncServiceScope Open(TenantId tenant, string operation) => services.OpenOp(OpContext.OfSystem(tenant, operation, Id.NewGuid(time).ToString("N")));
}
