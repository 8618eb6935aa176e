using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Tenancy;

/// <summary>The module's statements.</summary>
internal sealed class TenancyDb(TenantSession session, ControlSession control)
{
    private static Sql OrganizationColumns => Sql.Constant("id, name, version, created_at");

    private static Sql GroupColumns => Sql.Constant("id, organization_id, name, version, created_at");

    public Change Change() => session.Change();

    public Change ControlChange() => control.Change();

    public Task<Tenant?> Tenant(TenantId tenant, CancellationToken ct) =>
        control.First($"select slug, name, version, created_at from tenant where tenant_id = {tenant}", row => ReadTenant(tenant, row), ct);

    /// <summary>The tenant of a slug, before anybody is known to belong to it.</summary>
    public async Task<TenantId?> Named(string slug, CancellationToken ct) =>
        await control.AcrossTenants().Query($"select tenant_id from tenant where slug = {slug}", row => row.Id<TenantId>(0), ct) is [var found, ..] ? found : null;

    public Task<List<TenantId>> Tenants(TenantId? after, int limit, CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id from tenant where {after?.Value} is null or tenant_id > {after?.Value} order by tenant_id limit {limit}", row => row.Id<TenantId>(0), ct);

    public static Task<Tenant?> TenantForUpdate(Change change, CancellationToken ct) => change.First(
        $"select slug, name, version, created_at from tenant where tenant_id = {change.Op.Tenant} for update", row => ReadTenant(change.Op.Tenant, row), ct);

    public static void Insert(Change change, Tenant tenant) => change.Add(
        $"insert into tenant (tenant_id, slug, name, version, created_at) values ({tenant.Id}, {tenant.Slug}, {tenant.Name}, {tenant.Version}, {tenant.CreatedAt})");

    public static void Update(Change change, Tenant tenant) =>
        change.Add($"update tenant set name = {tenant.Name}, version = {tenant.Version} where tenant_id = {tenant.Id}");

    public Task<Organization?> Organization(OpContext op, OrganizationId id, CancellationToken ct) =>
        session.First($"select {OrganizationColumns} from organization where tenant_id = {op.Tenant} and id = {id}", ReadOrganization, ct);

    public static Task<Organization?> OrganizationForUpdate(Change change, OrganizationId id, CancellationToken ct) =>
        change.First($"select {OrganizationColumns} from organization where tenant_id = {change.Op.Tenant} and id = {id} for update", ReadOrganization, ct);

    public Task<List<Organization>> Organizations(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {OrganizationColumns} from organization
         where tenant_id = {op.Tenant} and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        ReadOrganization,
        ct);

    public static void Insert(Change change, Organization organization) => change.Add($"""
        insert into organization (tenant_id, id, name, version, created_at)
        values ({change.Op.Tenant}, {organization.Id}, {organization.Name}, {organization.Version}, {organization.CreatedAt})
        """);

    public static void Update(Change change, Organization organization) => change.Add($"""
        update organization set name = {organization.Name}, version = {organization.Version}
         where tenant_id = {change.Op.Tenant} and id = {organization.Id}
        """);

    public static void Delete(Change change, OrganizationId id) =>
        change.Add($"delete from organization where tenant_id = {change.Op.Tenant} and id = {id}");

    public Task<Group?> Group(OpContext op, GroupId id, CancellationToken ct) =>
        session.First($"select {GroupColumns} from device_group where tenant_id = {op.Tenant} and id = {id}", ReadGroup, ct);

    public static Task<Group?> GroupForUpdate(Change change, GroupId id, CancellationToken ct) =>
        change.First($"select {GroupColumns} from device_group where tenant_id = {change.Op.Tenant} and id = {id} for update", ReadGroup, ct);

    public Task<List<Group>> Groups(OpContext op, OrganizationId? organization, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {GroupColumns} from device_group
         where tenant_id = {op.Tenant} and ({organization} is null or organization_id = {organization}) and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        ReadGroup,
        ct);

    public Task<List<GroupSummary>> GroupSummaries(OpContext op, GroupId? id, CancellationToken ct) => session.Query(
        $"""
        select g.id, g.organization_id, g.name, o.name
          from device_group g join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
         where g.tenant_id = {op.Tenant} and ({id} is null or g.id = {id})
         order by o.name, g.name
        """,
        row => new GroupSummary(row.Id<GroupId>(0), row.Id<OrganizationId>(1), row.GetString(2), row.GetString(3)),
        ct);

    public static void Insert(Change change, Group group) => change.Add($"""
        insert into device_group (tenant_id, id, organization_id, name, version, created_at)
        values ({change.Op.Tenant}, {group.Id}, {group.Organization}, {group.Name}, {group.Version}, {group.CreatedAt})
        """);

    public static void Update(Change change, Group group) => change.Add($"""
        update device_group set name = {group.Name}, version = {group.Version} where tenant_id = {change.Op.Tenant} and id = {group.Id}
        """);

    public static void Delete(Change change, GroupId id) =>
        change.Add($"delete from device_group where tenant_id = {change.Op.Tenant} and id = {id}");

    private static Tenant ReadTenant(TenantId tenant, NpgsqlDataReader row) =>
        new(tenant, row.GetString(0), row.GetString(1), row.GetInt64(2), row.Time(3));

    private static Organization ReadOrganization(NpgsqlDataReader row) =>
        new(row.Id<OrganizationId>(0), row.GetString(1), row.GetInt64(2), row.Time(3));

    private static Group ReadGroup(NpgsqlDataReader row) =>
        new(row.Id<GroupId>(0), row.Id<OrganizationId>(1), row.GetString(2), row.GetInt64(3), row.Time(4));
}
