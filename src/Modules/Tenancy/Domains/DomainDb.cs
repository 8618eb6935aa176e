using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>Statements about tenants' domains; all in the control store.</summary>
internal sealed class DomainDb(ControlSession control)
{
    public static Quota Quota { get; } = new("domains", "Domains that are the tenant's, or are to be.");

    private static Sql Columns => Sql.Constant("tenant_id, id, name, token, state, verified_at, checked_at, missing_since, created_at, version");

    public Change Change() => control.Change();

    public static void Insert(Change change, TenantDomain d)
    {
        change.Add($"""
            insert into tenant_domain (tenant_id, id, name, token, state, created_at, changed_at) values ({d.Tenant}, {d.Id}, {d.Name}, {d.Token}, {d.State}, {d.CreatedAt}, {d.CreatedAt})
            """);
        change.OnViolation("tenant_domain_name_key", DomainProblems.Exists);
    }

    public static void Update(Change change, TenantDomain d, DateTimeOffset now)
    {
        change.Add($"""
            update tenant_domain
               set state = {d.State}, verified_at = {d.VerifiedAt}, checked_at = {d.CheckedAt}, missing_since = {d.MissingSince}, version = {d.Version}, changed_at = {now}
             where tenant_id = {d.Tenant} and id = {d.Id}
            """);
        change.OnViolation("tenant_domain_verified_key", DomainProblems.Taken);
    }

    public static void Delete(Change change, TenantDomain d) => change.Add($"delete from tenant_domain where tenant_id = {d.Tenant} and id = {d.Id}");

    public Task<TenantDomain?> Domain(OpContext op, DomainId id, CancellationToken ct) =>
        control.First($"select {Columns} from tenant_domain where tenant_id = {op.Tenant} and id = {id}", Read, ct);

    public static Task<TenantDomain?> ForUpdate(Change change, DomainId id, CancellationToken ct) =>
        change.First($"select {Columns} from tenant_domain where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public Task<List<TenantDomain>> Domains(OpContext op, PageRequest page, CancellationToken ct) => control.Query(
        $"select {Columns} from tenant_domain where tenant_id = {op.Tenant}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);

    /// <summary>What tells whether anything about verified domains is another than it was.</summary>
    public Task<(long Count, DateTimeOffset? Last)> Revision(CancellationToken ct) => control.AcrossTenants().First(
        $"select count(*), max(changed_at) from tenant_domain where tenant_id is not null", row => (row.Long(), row.TimeOrNull()), ct);

    /// <summary>All domains that are tenants'.</summary>
    public Task<List<VerifiedDomain>> Verified(CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id, id, name from tenant_domain where tenant_id is not null and state = 'VERIFIED'", row => new VerifiedDomain(row.Id<TenantId>(), row.Id<DomainId>(), row.Text()), ct);

    /// <summary>Verified domains that have not been asked since a moment, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(WorkQuery wanted, DateTimeOffset before, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select tenant_id, id from tenant_domain
         where state = 'VERIFIED' and checked_at <= {before} and tenant_id <> all({wanted.ExceptIds}) order by checked_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>Nobody gave an answer: the domain is asked again as if it had been asked then.</summary>
    public async Task Postpone(OpContext op, DomainId id, DateTimeOffset checkedAt, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"update tenant_domain set checked_at = {checkedAt} where tenant_id = {op.Tenant} and id = {id} and state = 'VERIFIED'");
        await change.Commit(ct);
    }

    private static TenantDomain Read(Row row) => new(
        row.Id<TenantId>(), row.Id<DomainId>(), row.Text(), row.Text(), row.Enum<DomainState>(), row.TimeOrNull(), row.TimeOrNull(), row.TimeOrNull(), row.Time(), row.Long());
}
