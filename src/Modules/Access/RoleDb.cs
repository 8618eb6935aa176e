using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access;

/// <summary>Statements about the roles that tenants make; all in the control store.</summary>
internal sealed class RoleDb(ControlSession control, RoleTable table)
{
    public static Quota Quota { get; } = new("roles", "Roles of the tenant's own.");

    private static Sql Columns => Sql.Constant("id, name, meaning, permissions, parents, version, created_at");

    public Change Change() => control.Change();

    /// <summary>All roles of the operation's tenant.</summary>
    public Task<RoleBook> Book(OpContext op, CancellationToken ct) => Book(control, op.Tenant, ct);

    /// <summary>All roles of a tenant, read in the control store or inside a change there.</summary>
    public async Task<RoleBook> Book(IReads reads, TenantId tenant, CancellationToken ct) =>
        table.Book(await reads.Query($"select {Columns} from role where tenant_id = {tenant}", row => Read(tenant, row), ct));

    public Task<CustomRole?> Role(OpContext op, RoleId id, CancellationToken ct) =>
        control.First($"select {Columns} from role where tenant_id = {op.Tenant} and id = {id}", row => Read(op.Tenant, row), ct);

    public static Task<CustomRole?> ForUpdate(Change change, RoleId id, CancellationToken ct) =>
        change.First($"select {Columns} from role where tenant_id = {change.Op.Tenant} and id = {id} for update", row => Read(change.Op.Tenant, row), ct);

    public static void Insert(Change change, CustomRole role)
    {
        change.Add($"""
            insert into role (tenant_id, {Columns})
            values ({role.Tenant}, {role.Id}, {role.Name}, {role.Meaning}, {role.Permissions.ToArray()}, {role.Parents.ToArray()}, {role.Version}, {role.CreatedAt})
            """);
        change.OnViolation("role_name_key", AccessProblems.RoleExists);
    }

    public static void Update(Change change, CustomRole role)
    {
        change.Add($"""
            update role set name = {role.Name}, meaning = {role.Meaning}, permissions = {role.Permissions.ToArray()}, parents = {role.Parents.ToArray()}, version = {role.Version}
             where tenant_id = {role.Tenant} and id = {role.Id}
            """);
        change.OnViolation("role_name_key", AccessProblems.RoleExists);
    }

    public static void Delete(Change change, CustomRole role) => change.Add($"delete from role where tenant_id = {role.Tenant} and id = {role.Id}");

    private static CustomRole Read(TenantId tenant, Row row) =>
        new(row.Id<RoleId>(), tenant, row.Text(), row.Text(), row.Get<string[]>(), row.Get<string[]>(), row.Long(), row.Time());
}
