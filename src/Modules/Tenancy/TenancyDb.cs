using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>The module's statements.</summary>
internal sealed class TenancyDb(TenantSession session, ControlSession control)
{
    /// <summary>How many levels of tenants there may be: a chain that is longer than any real one ends.</summary>
    public const int MaxDepth = 100;

    private static Sql TenantColumns => Sql.Constant("tenant_id, parent_id, slug, name, state, state_since, state_reason, delete_at, provider_access, version, created_at");

    private static Sql OrganizationColumns => Sql.Constant("id, name, version, created_at");

    private static Sql GroupColumns => Sql.Constant("id, organization_id, name, version, created_at");

    public Change Change() => session.Change();

    /// <summary>A change in the control store that sees the tenants below the operation's: what it does to one of these is said in both.</summary>
    public Change ChangeAcross() => control.AcrossTenants().Change();

    /// <summary>The operation's tenant, or one below it; any by the platform's role.</summary>
    public async Task<Tenant?> Tenant(OpContext op, TenantId tenant, CancellationToken ct) =>
        tenant == op.Tenant ? await Tenant(control, tenant, ct)
        : op.IsPlatform || await IsBelow(tenant, op.Tenant, ct) ? await Tenant(control.AcrossTenants(), tenant, ct)
        : null;

    /// <summary>A tenant, read in the control store or inside a change there.</summary>
    public static Task<Tenant?> Tenant(IReads reads, TenantId tenant, CancellationToken ct) =>
        reads.First($"select {TenantColumns} from tenant where tenant_id = {tenant}", ReadTenant, ct);

    /// <summary>The operation's tenant and those below it; all by the platform's role.</summary>
    public Task<List<Tenant>> Tenants(OpContext op, TenantFilter filter, PageRequest page, CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        with recursive {Below(op.Tenant)}
        select {TenantColumns} from tenant
         where ({op.IsPlatform} or tenant_id in (select tenant_id from below)){filter.Condition}{page.Below("tenant_id")}
         order by tenant_id desc limit {page.Limit + 1}
        """,
        ReadTenant,
        ct);

    /// <summary>The tenants in which nothing may be done.</summary>
    public Task<List<TenantId>> Closed(CancellationToken ct) =>
        control.AcrossTenants().Query($"select tenant_id from tenant where state <> 'ACTIVE'", row => row.Id<TenantId>(), ct);

    /// <summary>The tenant of a slug, before anybody is known to belong to it.</summary>
    public async Task<TenantId?> Named(string slug, CancellationToken ct) =>
        await control.AcrossTenants().Query($"select tenant_id from tenant where slug = {slug}", row => row.Id<TenantId>(), ct) is [var found, ..] ? found : null;

    /// <summary>A tenant by its id or slug, whoever's it is.</summary>
    public static Task<Tenant?> TenantNamed(Change across, string idOrSlug, CancellationToken ct) => Id.TryParse<TenantId>(idOrSlug, out var id)
        ? Tenant(across, id, ct)
        : across.First($"select {TenantColumns} from tenant where tenant_id is not null and slug = {idOrSlug.ToLowerInvariant()}", ReadTenant, ct);

    /// <summary>Those of some tenants that there are.</summary>
    public async Task<IReadOnlyList<TenantSummary>> Summaries(Guid[] some, CancellationToken ct) => await control.AcrossTenants().Query(
        $"select tenant_id, slug, name from tenant where tenant_id = any({some}) order by tenant_id", row => new TenantSummary(row.Id<TenantId>(), row.Text(), row.Text()), ct);

    /// <summary>Whether a tenant stands below another; a chain that is longer than any real one ends.</summary>
    public Task<bool> IsBelow(TenantId tenant, TenantId other, CancellationToken ct) => IsBelow(control.AcrossTenants(), tenant, other, ct);

    /// <summary>How many tenants stand above one.</summary>
    public static Task<int> Depth(IReads across, TenantId tenant, CancellationToken ct) => across.First(
        $"""
        with recursive above (tenant_id, parent_id, depth) as (
            select tenant_id, parent_id, 0 from tenant where tenant_id = {tenant}
            union all
            select t.tenant_id, t.parent_id, a.depth + 1 from tenant t join above a on t.tenant_id = a.parent_id where a.depth < {MaxDepth})
        select max(depth) from above
        """,
        row => row.Int(),
        ct);

    /// <summary>How many levels of tenants stand below one.</summary>
    public static Task<int> Height(IReads across, TenantId tenant, CancellationToken ct) =>
        across.First($"with recursive {Below(tenant)} select max(depth) from below", row => row.Int(), ct);

    /// <summary>A tenant and those below it.</summary>
    public static async Task<IReadOnlyList<TenantId>> WithBelow(IReads across, TenantId tenant, CancellationToken ct) =>
        await across.Query($"with recursive {Below(tenant)} select tenant_id from below", row => row.Id<TenantId>(), ct);

    /// <summary>What a tenant and each tenant above it, to the top, allow those above.</summary>
    public static Task<ProviderAccess> AccessFromTop(IReads across, TenantId tenant, CancellationToken ct) => across.First(
        $"""
        with recursive way (tenant_id, parent_id, provider_access, depth) as (
            select tenant_id, parent_id, provider_access, 0 from tenant where tenant_id = {tenant}
            union all
            select t.tenant_id, t.parent_id, t.provider_access, w.depth + 1 from tenant t join way w on t.tenant_id = w.parent_id where w.depth < {MaxDepth})
        select provider_access from way order by case provider_access when 'NONE' then 0 when 'READ' then 1 else 2 end limit 1
        """,
        row => row.Enum<ProviderAccess>(),
        ct);

    /// <summary>What a tenant and each tenant between it and the change's own allow those above; null when it is not below.</summary>
    public static async Task<ProviderAccess?> AccessTo(Change across, TenantId tenant, CancellationToken ct)
    {
        var way = await across.Query(
            $"""
            with recursive way (tenant_id, parent_id, provider_access, depth) as (
                select tenant_id, parent_id, provider_access, 0 from tenant where tenant_id = {tenant}
                union all
                select t.tenant_id, t.parent_id, t.provider_access, w.depth + 1 from tenant t join way w on t.tenant_id = w.parent_id
                 where w.tenant_id <> {across.Op.Tenant} and w.depth < {MaxDepth})
            select tenant_id, provider_access from way
            """,
            row => (Id: row.Id<TenantId>(), Access: row.Enum<ProviderAccess>()),
            ct);
        return way.Count > 1 && way[^1].Id == across.Op.Tenant ? way.Take(way.Count - 1).Min(w => w.Access) : null;
    }

    /// <summary>A tenant's place in the tree changes alone: two moves at once could make a ring.</summary>
    public static Task LockTree(Change across, CancellationToken ct) =>
        across.Execute($"select pg_advisory_xact_lock(hashtextextended('tenancy-tree', 0))", ct);

    public static Task<bool> IsBelow(IReads across, TenantId tenant, TenantId other, CancellationToken ct) => across.First(
        $"""
        with recursive above (tenant_id, parent_id, depth) as (
            select tenant_id, parent_id, 0 from tenant where tenant_id = {tenant}
            union all
            select t.tenant_id, t.parent_id, a.depth + 1 from tenant t join above a on t.tenant_id = a.parent_id where a.depth < {MaxDepth})
        select exists (select 1 from above where parent_id = {other})
        """,
        row => row.Bool(),
        ct);

    /// <summary>The change's tenant, or one below it; any by the platform's role.</summary>
    public static async Task<Tenant?> TenantForUpdate(Change across, TenantId id, CancellationToken ct) => id == across.Op.Tenant || across.Op.IsPlatform || await IsBelow(across, id, across.Op.Tenant, ct)
        ? await across.First($"select {TenantColumns} from tenant where tenant_id = {id} for update", ReadTenant, ct)
        : null;

    public static void Insert(Change change, Tenant tenant) => change.Add($"""
        insert into tenant (tenant_id, parent_id, slug, name, state, version, created_at)
        values ({tenant.Id}, {tenant.Parent}, {tenant.Slug}, {tenant.Name}, {tenant.Standing.State}, {tenant.Version}, {tenant.CreatedAt})
        """);

    public static void Update(Change change, Tenant tenant) => change.Add($"""
        update tenant set name = {tenant.Name}, state = {tenant.Standing.State}, state_since = {tenant.Standing.Since}, state_reason = {tenant.Standing.Reason},
               delete_at = {tenant.Standing.DeleteAt}, provider_access = {tenant.Access}, parent_id = {tenant.Parent}, version = {tenant.Version}
         where tenant_id = {tenant.Id}
        """);

    public Task<Organization?> Organization(OpContext op, OrganizationId id, CancellationToken ct) =>
        session.First(
        $"select {OrganizationColumns} from organization where tenant_id = {op.Tenant} and id = {id}{op.Reach.Narrow("id", null, null)}", ReadOrganization, ct);

    public static Task<Organization?> OrganizationForUpdate(Change change, OrganizationId id, CancellationToken ct) => change.First(
        $"select {OrganizationColumns} from organization where tenant_id = {change.Op.Tenant} and id = {id}{change.Op.Reach.Narrow("id", null, null)} for update", ReadOrganization, ct);

    public Task<List<Organization>> Organizations(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {OrganizationColumns} from organization
         where tenant_id = {op.Tenant}{op.Reach.Narrow("id", null, null)}{page.Below("id")}
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
        session.First(
        $"select {GroupColumns} from device_group where tenant_id = {op.Tenant} and id = {id}{op.Reach.Narrow("organization_id", "id", null)}", ReadGroup, ct);

    public static Task<Group?> GroupForUpdate(Change change, GroupId id, CancellationToken ct) => change.First(
        $"select {GroupColumns} from device_group where tenant_id = {change.Op.Tenant} and id = {id}{change.Op.Reach.Narrow("organization_id", "id", null)} for update", ReadGroup, ct);

    public Task<List<Group>> Groups(OpContext op, OrganizationId? organization, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {GroupColumns} from device_group
         where tenant_id = {op.Tenant}{Of(organization)}{op.Reach.Narrow("organization_id", "id", null)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        ReadGroup,
        ct);

    public Task<List<GroupSummary>> GroupSummaries(OpContext op, GroupId? id, CancellationToken ct) => GroupSummaries(session, op, id, ct);

    /// <summary>Groups with their organizations, read in the tenant's store or inside a change there.</summary>
    public static Task<List<GroupSummary>> GroupSummaries(IReads reads, OpContext op, GroupId? id, CancellationToken ct) => reads.Query(
        $"""
        select g.id, g.organization_id, g.name, o.name
          from device_group g join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
         where g.tenant_id = {op.Tenant} and ({id} is null or g.id = {id})
         order by o.name, g.name
        """,
        row => new GroupSummary(row.Id<GroupId>(), row.Id<OrganizationId>(), row.Text(), row.Text()),
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

    // A tenant with all that stands below it, and how deep.
    public static Sql Below(TenantId tenant) => $"""
        below (tenant_id, depth) as (
            select tenant_id, 0 from tenant where tenant_id = {tenant}
            union all
            select t.tenant_id, b.depth + 1 from tenant t join below b on t.parent_id = b.tenant_id where b.depth < {MaxDepth})
        """;

    private static Sql Of(OrganizationId? organization) => organization is { } one ? $" and organization_id = {one}" : Sql.Empty;

    private static Tenant ReadTenant(Row row) => new(
        row.Id<TenantId>(), row.IdOrNull<TenantId>(), row.Text(), row.Text(), new TenantStanding(row.Enum<TenantState>(), row.TimeOrNull(), row.TextOrNull(), row.TimeOrNull()),
        row.Enum<ProviderAccess>(), row.Long(), row.Time());

    private static Organization ReadOrganization(Row row) =>
        new(row.Id<OrganizationId>(), row.Text(), row.Long(), row.Time());

    private static Group ReadGroup(Row row) =>
        new(row.Id<GroupId>(), row.Id<OrganizationId>(), row.Text(), row.Long(), row.Time());
}
