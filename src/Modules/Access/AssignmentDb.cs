using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>A role that somebody has at a node, by themselves or as a member of the group to which it was given.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Assignment">Which role, where and until when.</param>
internal sealed record Holding(Guid Holder, Assignment Assignment);

/// <summary>Statements about assignments of roles; all in the control store.</summary>
internal sealed class AssignmentDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("a.id, a.principal_kind, a.principal_id, a.role, a.scope_level, a.scope_id, a.in_tenant_id, a.expires_at, a.created_at, a.version, a.provided_by");

    public Change Change() => control.Change();

    /// <summary>
    /// Nobody else changes who has what in the change's tenant until it ends. Every change of roles, groups, members and assignments begins with it,
    /// so that what is judged is what will be so.
    /// </summary>
    public static Task Hold(Change change, CancellationToken ct) =>
        change.Execute($"select pg_advisory_xact_lock(hashtextextended('access-rights ' || {change.Op.Tenant}::text, 0))", ct);

    public static void Insert(Change change, Assignment a)
    {
        change.Add($"""
            insert into assignment (tenant_id, id, principal_kind, principal_id, role, scope_level, scope_id, in_tenant_id, expires_at, created_at, version, provided_by)
            values ({a.Tenant}, {a.Id}, {a.Kind}, {a.Principal}, {a.Role}, {a.Scope.Level}, {a.Scope.Id}, {a.In}, {a.ExpiresAt}, {a.CreatedAt}, {a.Version}, {a.ProvidedBy})
            """);
        change.OnViolation("assignment_key", AccessProblems.AssignmentExists);
    }

    public static void Update(Change change, Assignment a) =>
        change.Add($"update assignment set expires_at = {a.ExpiresAt}, version = {a.Version} where tenant_id = {a.Tenant} and id = {a.Id}");

    public static void Delete(Change change, Assignment a) => change.Add($"delete from assignment where tenant_id = {a.Tenant} and id = {a.Id}");

    /// <summary>Takes every role away from something that is about to be gone.</summary>
    public static void DeleteOf(Change change, TenantId tenant, AssigneeKind kind, Guid principal) =>
        change.Add($"delete from assignment where tenant_id = {tenant} and principal_kind = {kind} and principal_id = {principal}");

    /// <summary>Gives a person this role on all of their tenant, or none, instead of all that they had there.</summary>
    public static void PutRole(Change change, User user, Assignment? role)
    {
        change.Add($"""
            delete from assignment
             where tenant_id = {user.Tenant} and principal_kind = 'USER' and principal_id = {user.Id} and scope_level = 'TENANT' and scope_id = {user.Tenant}
            """);
        if (role is not null)
        {
            Insert(change, role);
        }
    }

    public Task<Assignment?> Assignment(OpContext op, AssignmentId id, CancellationToken ct) => control.First(
        $"select {Columns} from assignment a where a.tenant_id = {op.Tenant} and a.id = {id}", row => Read(op.Tenant, row), ct);

    public static Task<Assignment?> ForUpdate(Change change, AssignmentId id, CancellationToken ct) => change.First(
        $"select {Columns} from assignment a where a.tenant_id = {change.Op.Tenant} and a.id = {id} for update", row => Read(change.Op.Tenant, row), ct);

    public Task<List<Assignment>> Assignments(OpContext op, Guid? principal, string? role, PageRequest page, CancellationToken ct)
    {
        Sql ofPrincipal = principal is { } one ? $" and a.principal_id = {one}" : Sql.Empty;
        Sql ofRole = role is not null ? $" and a.role = {role}" : Sql.Empty;
        return control.Query(
            $"select {Columns} from assignment a where a.tenant_id = {op.Tenant}{ofPrincipal}{ofRole}{page.Below("a.id")} order by a.id desc limit {page.Limit + 1}",
            row => Read(op.Tenant, row),
            ct);
    }

    /// <summary>What these people or keys have now, by themselves and, for people, by the groups that they are in.</summary>
    public static Task<List<Holding>> Holdings(IReads reads, TenantId tenant, AssigneeKind kind, Guid[] holders, DateTimeOffset now, CancellationToken ct)
    {
        Sql byGroups = kind != AssigneeKind.User ? Sql.Empty : $"""

            union all
            select m.user_id, {Columns} from user_group_member m
              join assignment a on a.tenant_id = m.tenant_id and a.principal_kind = 'GROUP' and a.principal_id = m.group_id
             where m.tenant_id = {tenant} and m.user_id = any({holders}) and (a.expires_at is null or a.expires_at > {now})
            """;
        return reads.Query(
            $"""
            select a.principal_id, {Columns} from assignment a
             where a.tenant_id = {tenant} and a.principal_kind = {kind} and a.principal_id = any({holders}) and (a.expires_at is null or a.expires_at > {now}){byGroups}
             order by 2
            """,
            row => new Holding(row.Uuid(), Read(tenant, row)),
            ct);
    }

    /// <summary>The places of assignments of these roles, before a change begins.</summary>
    public Task<List<(string Role, TenantId In, Scope Scope)>> PlacesOf(OpContext op, string[] roles, DateTimeOffset now, CancellationToken ct) => PlacesOf(control, op.Tenant, roles, now, ct);

    /// <summary>What assignments of these roles there are, or will be when an invitation is accepted, each node once for each role: what changes when the roles do.</summary>
    public static Task<List<(string Role, TenantId In, Scope Scope)>> PlacesOf(IReads reads, TenantId tenant, string[] roles, DateTimeOffset now, CancellationToken ct) => reads.Query(
        $"""
        select role, in_tenant_id, scope_level, scope_id from assignment
         where tenant_id = {tenant} and role = any({roles}) and (expires_at is null or expires_at > {now})
        union
        select role, tenant_id, scope_level, scope_id from tenant_invitation where tenant_id = {tenant} and role = any({roles}) and ended_at is null
        union
        select join_role, tenant_id, 'TENANT', tenant_id from domain_access where tenant_id = {tenant} and join_role = any({roles})
        union
        select default_role, tenant_id, 'TENANT', tenant_id from identity_provider where tenant_id = {tenant} and default_role = any({roles})
        union
        select role, tenant_id, scope_level, scope_id from identity_provider_mapping where tenant_id = {tenant} and role = any({roles})
         order by role, scope_level, scope_id
        """,
        row => (row.Text(), row.Id<TenantId>(), new Scope(row.Enum<ScopeLevel>(), row.Uuid())),
        ct);

    /// <summary>The nodes below the operation's tenant at which people have roles, by themselves or by groups: so many at most, the lowest ids first.</summary>
    public Task<List<Scope>> Nodes(OpContext op, int most, CancellationToken ct) => control.Query(
        $"""
        select distinct scope_level, scope_id from assignment
         where tenant_id = {op.Tenant} and in_tenant_id = {op.Tenant} and principal_kind in ('USER', 'GROUP') and scope_level <> 'TENANT'
         order by scope_id limit {most}
        """,
        row => new Scope(row.Enum<ScopeLevel>(), row.Uuid()),
        ct);

    /// <summary>What was given to a user group.</summary>
    public static Task<List<Assignment>> OfGroup(IReads reads, TenantId tenant, UserGroupId group, DateTimeOffset now, CancellationToken ct) => reads.Query(
        $"""
        select {Columns} from assignment a
         where a.tenant_id = {tenant} and a.principal_kind = 'GROUP' and a.principal_id = {group} and (a.expires_at is null or a.expires_at > {now})
         order by a.id
        """,
        row => Read(tenant, row),
        ct);

    /// <summary>What was given to a user group, before a change begins.</summary>
    public Task<List<Assignment>> OfGroup(OpContext op, UserGroupId group, DateTimeOffset now, CancellationToken ct) => OfGroup(control, op.Tenant, group, now, ct);

    /// <summary>How many assignments of a role there are, by what kind of thing has it.</summary>
    public static Task<List<(AssigneeKind Kind, long Count)>> UsesOf(Change change, string role, CancellationToken ct) => change.Query(
        $"select principal_kind, count(*) from assignment where tenant_id = {change.Op.Tenant} and role = {role} group by principal_kind order by principal_kind",
        row => (row.Enum<AssigneeKind>(), row.Long()),
        ct);

    /// <summary>Whether the change's tenant has anybody who may sign in and has, without an end, one of these roles on all of it.</summary>
    public static Task<bool> AnybodyHas(Change change, string[] roles, CancellationToken ct) => change.First(
        $"""
        select exists (
            select from assignment a join app_user u on u.tenant_id = a.tenant_id and u.status = 'ACTIVE'
             where a.tenant_id = {change.Op.Tenant} and a.in_tenant_id = {change.Op.Tenant} and a.scope_level = 'TENANT' and a.expires_at is null and a.role = any({roles})
               and ((a.principal_kind = 'USER' and a.principal_id = u.id)
                    or (a.principal_kind = 'GROUP' and exists (
                        select from user_group_member m where m.tenant_id = a.tenant_id and m.group_id = a.principal_id and m.user_id = u.id))))
        """,
        row => row.Bool(),
        ct);

    /// <summary>All assignments of a tenant that something is so of, in order.</summary>
    public static Task<List<Assignment>> Where(IReads reads, TenantId tenant, Sql condition, CancellationToken ct) => reads.Query(
        $"select {Columns} from assignment a where a.tenant_id = {tenant} and {condition} order by a.id", row => Read(tenant, row), ct);

    /// <summary>Takes back what people of other tenants were given in one.</summary>
    public async Task TakeBackIn(TenantId tenant, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from assignment where in_tenant_id = {tenant} and tenant_id <> {tenant}");
        await change.Commit(ct);
    }

    private static Assignment Read(TenantId tenant, Row row) => new(
        row.Id<AssignmentId>(),
        tenant,
        row.Enum<AssigneeKind>(),
        row.Uuid(),
        row.Text(),
        new Scope(row.Enum<ScopeLevel>(), row.Uuid()),
        row.Id<TenantId>(),
        row.TimeOrNull(),
        row.Time(),
        row.Long(),
        row.IdOrNull<IdentityProviderId>());
}
