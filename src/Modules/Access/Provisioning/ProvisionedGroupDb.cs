using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Statements about user groups that a tenant's identity provider keeps: the others are not there. All in the control store.</summary>
internal sealed class ProvisionedGroupDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("""
        g.id, g.tenant_id, g.name, g.meaning, (select count(*) from user_group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id), g.version, g.created_at, g.external_id,
        coalesce(g.changed_at, g.created_at)
        """);

    public Change Change() => control.Change();

    public Task<ProvisionedGroup?> Group(OpContext op, UserGroupId id, CancellationToken ct) =>
        control.First($"select {Columns} from user_group g where g.tenant_id = {op.Tenant} and g.id = {id} and g.provisioned", Read, ct);

    public static Task<ProvisionedGroup?> ForUpdate(Change change, UserGroupId id, CancellationToken ct) =>
        change.First($"select {Columns} from user_group g where g.tenant_id = {change.Op.Tenant} and g.id = {id} and g.provisioned for update", Read, ct);

    /// <summary>How many a condition holds of.</summary>
    public Task<long> Count(OpContext op, Sql condition, CancellationToken ct) =>
        control.First($"select count(*) from user_group g where g.tenant_id = {op.Tenant} and g.provisioned and {condition}", row => row.Long(), ct);

    /// <summary>Some of them, in an order.</summary>
    public Task<List<ProvisionedGroup>> Groups(OpContext op, Sql condition, Sql order, int skip, int take, CancellationToken ct) => control.Query(
        $"select {Columns} from user_group g where g.tenant_id = {op.Tenant} and g.provisioned and {condition} order by {order}, g.id offset {skip} limit {take}", Read, ct);

    /// <summary>Who is in some groups: so many at most, and one more where there are more.</summary>
    public Task<List<GroupMember>> Members(OpContext op, Guid[] groups, int most, CancellationToken ct) => control.Query(
        $"""
        select m.group_id, u.id, u.username from user_group_member m join app_user u on u.tenant_id = m.tenant_id and u.id = m.user_id
         where m.tenant_id = {op.Tenant} and m.group_id = any({groups})
         order by m.group_id, u.id limit {most + 1}
        """,
        row => new GroupMember(row.Id<UserGroupId>(), row.Id<UserId>(), row.Text()),
        ct);

    /// <summary>Everybody in a group, or those of some who are in it.</summary>
    public static Task<List<UserId>> In(Change change, UserGroupId group, Guid[]? some, CancellationToken ct)
    {
        Sql only = some is null ? Sql.Empty : $" and user_id = any({some})";
        return change.Query($"select user_id from user_group_member where tenant_id = {change.Op.Tenant} and group_id = {group}{only}", row => row.Id<UserId>(), ct);
    }

    /// <summary>A group has this id at the identity provider, and was changed then.</summary>
    public static void SetExternalId(Change change, UserGroup group, string? externalId, DateTimeOffset now) =>
        change.Add($"update user_group set external_id = {externalId}, changed_at = {now} where tenant_id = {group.Tenant} and id = {group.Id}");

    public static void AddMembers(Change change, UserGroup group, IReadOnlyList<UserId> users, DateTimeOffset now) => change.Add($"""
        insert into user_group_member (tenant_id, group_id, user_id, added_at)
        select {group.Tenant}, {group.Id}, u.id, {now} from unnest({users.Select(u => u.Value).ToArray()}) u (id)
        """);

    public static void RemoveMembers(Change change, UserGroup group, IReadOnlyList<UserId> users) => change.Add($"""
        delete from user_group_member where tenant_id = {group.Tenant} and group_id = {group.Id} and user_id = any({users.Select(u => u.Value).ToArray()})
        """);

    private static ProvisionedGroup Read(Row row)
    {
        var id = row.Id<UserGroupId>();
        return new ProvisionedGroup(new UserGroup(id, row.Id<TenantId>(), row.Text(), row.Text(), row.Long(), row.Long(), row.Time(), IsProvisioned: true), row.TextOrNull(), row.Time());
    }
}
