using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access;

/// <summary>Statements about the policies that tenants make; all in the control store.</summary>
internal sealed class PolicyDb(ControlSession control)
{
    public static Quota Quota { get; } = new("policies", "Policies of the tenant's own.");

    private static Sql Columns => Sql.Constant("id, name, meaning, text, enabled, version, created_at, updated_at");

    public Change Change() => control.Change();

    public Task<AccessPolicy?> Policy(OpContext op, PolicyId id, CancellationToken ct) =>
        control.First($"select {Columns} from policy where tenant_id = {op.Tenant} and id = {id}", row => Read(op.Tenant, row), ct);

    public Task<List<AccessPolicy>> Policies(OpContext op, PageRequest page, CancellationToken ct) => control.Query(
        $"select {Columns} from policy where tenant_id = {op.Tenant}{page.Below("id")} order by id desc limit {page.Limit + 1}", row => Read(op.Tenant, row), ct);

    public static Task<AccessPolicy?> ForUpdate(Change change, PolicyId id, CancellationToken ct) =>
        change.First($"select {Columns} from policy where tenant_id = {change.Op.Tenant} and id = {id} for update", row => Read(change.Op.Tenant, row), ct);

    public static void Insert(Change change, AccessPolicy policy)
    {
        change.Add($"""
            insert into policy (tenant_id, {Columns})
            values ({policy.Tenant}, {policy.Id}, {policy.Name}, {policy.Meaning}, {policy.Text}, {policy.Enabled}, {policy.Version}, {policy.CreatedAt}, {policy.UpdatedAt})
            """);
        Revise(change, policy);
    }

    public static void Update(Change change, AccessPolicy policy)
    {
        change.Add($"""
            update policy set name = {policy.Name}, meaning = {policy.Meaning}, text = {policy.Text}, enabled = {policy.Enabled}, version = {policy.Version}, updated_at = {policy.UpdatedAt}
             where tenant_id = {policy.Tenant} and id = {policy.Id}
            """);
        Revise(change, policy);
    }

    public static void Delete(Change change, AccessPolicy policy)
    {
        change.Add($"delete from policy where tenant_id = {policy.Tenant} and id = {policy.Id}");
        Revise(change, policy);
    }

    /// <summary>The state of the policies of every tenant that ever had one.</summary>
    public Task<List<(TenantId Tenant, long Revision)>> Revisions(CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id, revision from policy_set where tenant_id is not null", row => (row.Id<TenantId>(), row.Long()), ct);

    /// <summary>The policies of some tenants that decide, the oldest first.</summary>
    public Task<List<AccessPolicy>> Enabled(IReadOnlyCollection<TenantId> tenants, CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id, {Columns} from policy where tenant_id = any({tenants.Select(t => t.Value).ToArray()}) and enabled order by tenant_id, id", row => Read(row.Id<TenantId>(), row), ct);

    private static void Revise(Change change, AccessPolicy policy)
    {
        change.OnViolation("policy_name_key", AccessProblems.PolicyExists);
        change.Add($"""
            insert into policy_set (tenant_id, revision) values ({policy.Tenant}, 1) on conflict (tenant_id) do update set revision = policy_set.revision + 1
            """);
    }

    private static AccessPolicy Read(TenantId tenant, Row row) =>
        new(row.Id<PolicyId>(), tenant, row.Text(), row.Text(), row.Text(), row.Bool(), row.Long(), row.Time(), row.Time());
}
