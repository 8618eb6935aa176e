using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SuperAdmins;

/// <summary>Somebody with the platform's own role, as stored.</summary>
/// <param name="Tenant">Their own tenant.</param>
/// <param name="Email">Their address.</param>
/// <param name="Name">What they are called.</param>
/// <param name="GrantedAt">Since when.</param>
/// <param name="Status">Whether they may sign in.</param>
/// <param name="HasFactor">Whether they have a second factor, or an identity provider signs them in.</param>
internal sealed record StoredSuperAdmin(TenantId Tenant, string Email, string Name, DateTimeOffset GrantedAt, UserStatus Status, bool HasFactor);

/// <summary>Statements about who has the platform's own role; all in the control store.</summary>
internal sealed class SuperAdminDb(ControlSession control)
{
    private static Sql HasFactor => Sql.Constant("""
        (exists (select from totp t where t.tenant_id = u.tenant_id and t.user_id = u.id and t.confirmed_at is not null)
         or exists (select from passkey p where p.tenant_id = u.tenant_id and p.user_id = u.id)
         or exists (select from external_identity e where e.tenant_id = u.tenant_id and e.user_id = u.id))
        """);

    public Change Change() => control.Change();

    public Task<List<StoredSuperAdmin>> All(CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        select u.tenant_id, u.email, u.username, a.granted_at, u.status, {HasFactor}
          from super_admin a join app_user u on u.tenant_id = a.tenant_id and u.id = a.user_id
         order by lower(u.email)
        """,
        row => new StoredSuperAdmin(row.Id<TenantId>(), row.Text(), row.Text(), row.Time(), row.Enum<UserStatus>(), row.Bool()),
        ct);

    /// <summary>Whether a person of the change's tenant has it.</summary>
    public static Task<bool> Has(IReads reads, TenantId tenant, UserId user, CancellationToken ct) =>
        reads.First($"select exists (select from super_admin where tenant_id = {tenant} and user_id = {user})", row => row.Bool(), ct);

    /// <summary>The same of a person of the operation's tenant.</summary>
    public Task<bool> Has(OpContext op, UserId user, CancellationToken ct) => Has(control, op.Tenant, user, ct);

    /// <summary>Whether a person of the change's tenant can prove more than that they know a password.</summary>
    public static Task<bool> CanProve(Change change, UserId user, CancellationToken ct) =>
        change.First($"select {HasFactor} from app_user u where u.tenant_id = {change.Op.Tenant} and u.id = {user}", row => row.Bool(), ct);

    public static void Grant(Change change, UserId user, DateTimeOffset now)
    {
        change.Add($"insert into super_admin (tenant_id, user_id, granted_at) values ({change.Op.Tenant}, {user}, {now})");
        change.OnViolation("super_admin_pkey", SuperAdminProblems.HeldAlready);
    }

    public static Task<int> Revoke(Change change, UserId user, CancellationToken ct) =>
        change.Execute($"delete from super_admin where tenant_id = {change.Op.Tenant} and user_id = {user}", ct);
}
