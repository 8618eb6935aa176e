using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access;

/// <summary>Statements about user groups; all in the control store.</summary>
internal sealed class UserGroupDb(ControlSession control)
{
    public static Quota Quota { get; } = new("user_groups", "Groups of people who have roles together.");

    private static Sql Columns => Sql.Constant("""
        g.id, g.name, g.meaning, (select count(*) from user_group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id), g.version, g.created_at, g.provisioned
        """);

    public Change Change() => control.Change();

    public Task<UserGroup?> Group(OpContext op, UserGroupId id, CancellationToken ct) =>
        control.First($"select {Columns} from user_group g where g.tenant_id = {op.Tenant} and g.id = {id}", row => Read(op.Tenant, row), ct);

    public static Task<UserGroup?> ForUpdate(Change change, UserGroupId id, CancellationToken ct) =>
        change.First($"select {Columns} from user_group g where g.tenant_id = {change.Op.Tenant} and g.id = {id} for update", row => Read(change.Op.Tenant, row), ct);

    public Task<List<UserGroup>> Groups(OpContext op, SearchText? search, UserId? member, PageRequest page, CancellationToken ct)
    {
        Sql with = member is { } user ? $" and exists (select from user_group_member w where w.tenant_id = g.tenant_id and w.group_id = g.id and w.user_id = {user})" : Sql.Empty;
        return control.Query(
            $"select {Columns} from user_group g where g.tenant_id = {op.Tenant}{search?.In("g.name") ?? Sql.Empty}{with}{page.Below("g.id")} order by g.id desc limit {page.Limit + 1}",
            row => Read(op.Tenant, row),
            ct);
    }

    public static void Insert(Change change, UserGroup group)
    {
        change.Add($"""
            insert into user_group (tenant_id, id, name, meaning, version, created_at, provisioned)
            values ({group.Tenant}, {group.Id}, {group.Name}, {group.Meaning}, {group.Version}, {group.CreatedAt}, {group.IsProvisioned})
            """);
        change.OnViolation("user_group_name_key", AccessProblems.UserGroupExists);
    }

    public static void Update(Change change, UserGroup group)
    {
        change.Add($"""
            update user_group set name = {group.Name}, meaning = {group.Meaning}, version = {group.Version}, changed_at = now() where tenant_id = {group.Tenant} and id = {group.Id}
            """);
        change.OnViolation("user_group_name_key", AccessProblems.UserGroupExists);
    }

    /// <summary>A group goes with its memberships and the roles that were given to it.</summary>
    public static void Delete(Change change, UserGroup group)
    {
        AssignmentDb.DeleteOf(change, group.Tenant, AssigneeKind.Group, group.Id.Value);
        change.Add($"delete from user_group where tenant_id = {group.Tenant} and id = {group.Id}");
    }

    public Task<List<UserGroupMember>> Members(OpContext op, UserGroupId id, PageRequest page, CancellationToken ct) => control.Query(
        $"""
        select m.user_id, coalesce(u.username, g.username), m.added_at from user_group_member m
          left join app_user u on u.tenant_id = m.tenant_id and u.id = m.user_id
          left join guest g on g.tenant_id = m.tenant_id and g.user_id = m.user_id
         where m.tenant_id = {op.Tenant} and m.group_id = {id}{page.Below("m.user_id")}
         order by m.user_id desc limit {page.Limit + 1}
        """,
        row => new UserGroupMember(row.Id<UserId>(), row.Text(), row.Time()),
        ct);

    /// <summary>The groups that people of the operation's tenant are in, by who is.</summary>
    public async Task<ILookup<Guid, Guid>> GroupsOf(OpContext op, Guid[] users, CancellationToken ct) => (await control.For(op).Query(
        $"select user_id, group_id from user_group_member where tenant_id = {op.Tenant} and user_id = any({users}) order by group_id", row => (User: row.Uuid(), Group: row.Uuid()), ct))
        .ToLookup(m => m.User, m => m.Group);

    public static Task<bool> HasMember(IReads reads, OpContext op, UserGroupId group, UserId user, CancellationToken ct) => reads.First(
        $"select exists (select from user_group_member where tenant_id = {op.Tenant} and group_id = {group} and user_id = {user})", row => row.Bool(), ct);

    public static void AddMember(Change change, UserGroup group, UserId user, DateTimeOffset now) => change.Add($"""
        insert into user_group_member (tenant_id, group_id, user_id, added_at) values ({group.Tenant}, {group.Id}, {user}, {now})
        """);

    public static void RemoveMember(Change change, UserGroup group, UserId user) =>
        change.Add($"delete from user_group_member where tenant_id = {group.Tenant} and group_id = {group.Id} and user_id = {user}");

    /// <summary>Takes somebody out of every group who is about to be gone.</summary>
    public static void RemoveFromAll(Change change, TenantId tenant, UserId user) =>
        change.Add($"delete from user_group_member where tenant_id = {tenant} and user_id = {user}");

    private static UserGroup Read(TenantId tenant, Row row) => new(row.Id<UserGroupId>(), tenant, row.Text(), row.Text(), row.Long(), row.Long(), row.Time(), row.Bool());
}
