using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Members;

/// <summary>Statements about what people of the tenants' domains may do; all in the control store.</summary>
internal sealed class DomainAccessDb(ControlSession control) : IDomainUse
{
    public Change Change() => control.Change();

    /// <summary>What is said of a domain; nothing when nothing was.</summary>
    public Task<DomainAccess> Access(OpContext op, DomainId domain, CancellationToken ct) => Access(control, op.Tenant, domain, Sql.Empty, ct);

    /// <summary>The same inside a change, its row held until that ends.</summary>
    public static Task<DomainAccess> ForUpdate(Change change, DomainId domain, CancellationToken ct) => Access(change, change.Op.Tenant, domain, $" for update", ct);

    public static void Put(Change change, DomainAccess access, DateTimeOffset now) => change.Add($"""
        insert into domain_access (tenant_id, domain_id, join_role, requires_sso, version, changed_at)
        values ({access.Tenant}, {access.Domain}, {access.JoinRole}, {access.RequiresSso}, {access.Version}, {now})
        on conflict (tenant_id, domain_id) do update set join_role = excluded.join_role, requires_sso = excluded.requires_sso, version = excluded.version, changed_at = excluded.changed_at
        """);

    public void End(Change change, DomainId id) => change.Add($"delete from domain_access where tenant_id = {change.Op.Tenant} and domain_id = {id}");

    /// <summary>Whether people of some domain join with a role.</summary>
    public static Task<bool> Uses(Change change, string role, CancellationToken ct) =>
        change.First($"select exists (select from domain_access where tenant_id = {change.Op.Tenant} and join_role = {role})", row => row.Bool(), ct);

    /// <summary>Whether some domain's people are asked to sign in by an identity provider.</summary>
    public static Task<bool> AsksForSso(Change change, CancellationToken ct) =>
        change.First($"select exists (select from domain_access where tenant_id = {change.Op.Tenant} and requires_sso)", row => row.Bool(), ct);

    private static async Task<DomainAccess> Access(IReads reads, TenantId tenant, DomainId domain, Sql locking, CancellationToken ct) => await reads.First(
        $"select join_role, requires_sso, version from domain_access where tenant_id = {tenant} and domain_id = {domain}{locking}",
        row => new DomainAccess(tenant, domain, row.TextOrNull(), row.Bool(), row.Long()),
        ct)
        ?? DomainAccess.None(tenant, domain);
}
