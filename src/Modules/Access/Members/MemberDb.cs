using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Members;

/// <summary>Statements about who is in a tenant, and about people of one who are members of another; all in the control store.</summary>
internal sealed class MemberDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("g.tenant_id, g.user_id, g.home_id, g.username, g.email, g.is_disabled, g.joined_at");

    /// <summary>A change in the control store that sees the guest's tenant and the one where they are.</summary>
    public Change ChangeAcross(OpContext op) => control.For(op).AcrossTenants().Change();

    public static void Insert(Change change, Guest guest)
    {
        change.Add($"""
            insert into guest (tenant_id, user_id, home_id, username, email, is_disabled, joined_at)
            values ({guest.Tenant}, {guest.User}, {guest.Home}, {guest.Name}, {guest.Email}, {guest.IsDisabled}, {guest.JoinedAt})
            """);
        change.OnViolation("guest_pkey", MemberProblems.AlreadyMember);
    }

    /// <summary>Takes a guest out of a tenant, with all that they had there.</summary>
    public static void Delete(Change across, Guest guest)
    {
        AssignmentDb.DeleteOf(across, guest.Tenant, AssigneeKind.User, guest.User.Value);
        UserGroupDb.RemoveFromAll(across, guest.Tenant, guest.User);
        across.Add($"delete from guest where tenant_id = {guest.Tenant} and user_id = {guest.User}");
    }

    public Task<Guest?> Guest(OpContext op, UserId user, CancellationToken ct) => Guest(control, op.Tenant, user, ct);

    /// <summary>A guest of a tenant, read in the control store or inside a change there; null when there is none.</summary>
    public static Task<Guest?> Guest(IReads reads, TenantId tenant, UserId user, CancellationToken ct) =>
        reads.First($"select {Columns} from guest g where g.tenant_id = {tenant} and g.user_id = {user}", Read, ct);

    /// <summary>Everywhere that a person is a guest.</summary>
    public Task<List<Guest>> OfPerson(TenantId home, UserId user, CancellationToken ct) => OfPerson(control.AcrossTenants(), home, user, ct);

    public static Task<List<Guest>> OfPerson(IReads across, TenantId home, UserId user, CancellationToken ct) => across.Query(
        $"select {Columns} from guest g where g.tenant_id is not null and g.home_id = {home} and g.user_id = {user} order by g.joined_at", Read, ct);

    /// <summary>Everywhere that people of a tenant are guests.</summary>
    public Task<List<Guest>> OfHome(TenantId home, CancellationToken ct) => control.AcrossTenants().Query(
        $"select {Columns} from guest g where g.tenant_id is not null and g.home_id = {home} order by g.tenant_id, g.user_id", Read, ct);

    /// <summary>What is written of a person where they are a guest is what their own tenant says of them now.</summary>
    public static void Follow(Change across, User user) => across.Add($"""
        update guest set username = {user.Username}, email = {user.Email}, is_disabled = {user.Status == UserStatus.Disabled}
         where tenant_id is not null and home_id = {user.Tenant} and user_id = {user.Id}
        """);

    /// <summary>People who are in the tenant, newest first.</summary>
    /// <param name="op">In which tenant.</param>
    /// <param name="nodes">Only those who have a role at one of these nodes, by themselves or by a group; null for all.</param>
    /// <param name="search">Only those whose name or address contains this.</param>
    /// <param name="now">What has ended by then gives nothing.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<Member>> Members(OpContext op, IReadOnlyList<Guid>? nodes, SearchText? search, DateTimeOffset now, PageRequest page, CancellationToken ct)
    {
        Sql has = nodes is not null
            ? $"""
               and m.id in (
                select case when a.principal_kind = 'USER' then a.principal_id else w.user_id end
                  from assignment a left join user_group_member w on a.principal_kind = 'GROUP' and w.tenant_id = a.tenant_id and w.group_id = a.principal_id
                 where a.tenant_id = {op.Tenant} and a.in_tenant_id = {op.Tenant} and a.scope_id = any({nodes.ToArray()})
                   and (a.expires_at is null or a.expires_at > {now}))
               """
            : Sql.Empty;
        return control.Query(
            $"""
            select m.id, m.home_id, m.username, m.email, m.status, m.joined_at from (
                select u.id, null::uuid as home_id, u.username, u.email, u.status, u.created_at as joined_at from app_user u where u.tenant_id = {op.Tenant}
                union all
                select g.user_id, g.home_id, g.username, g.email, case when g.is_disabled then 'DISABLED' else 'ACTIVE' end, g.joined_at from guest g where g.tenant_id = {op.Tenant}) m
             where true {has}{search?.In("m.username, m.email") ?? Sql.Empty}{page.Below("m.id")}
             order by m.id desc limit {page.Limit + 1}
            """,
            row => new Member(row.Id<UserId>(), row.IdOrNull<TenantId>(), row.Text(), row.Text(), row.Enum<UserStatus>(), row.Time()),
            ct);
    }

    /// <summary>What a person of the tenant, or a guest in it, is called; null when there is none.</summary>
    public static Task<string?> Name(IReads reads, TenantId tenant, UserId user, CancellationToken ct) => reads.First(
        $"""
        select u.username from app_user u where u.tenant_id = {tenant} and u.id = {user}
        union all
        select g.username from guest g where g.tenant_id = {tenant} and g.user_id = {user}
        """,
        row => row.Text(),
        ct);

    /// <summary>The same, outside a change.</summary>
    public Task<string?> Name(OpContext op, UserId user, CancellationToken ct) => Name(control, op.Tenant, user, ct);

    /// <summary>Whether somebody with this address is in the tenant.</summary>
    public static Task<bool> HasAddress(IReads reads, TenantId tenant, string email, CancellationToken ct) => reads.First(
        $"""
        select exists (select from app_user where tenant_id = {tenant} and lower(email) = {email.ToLowerInvariant()})
            or exists (select from guest where tenant_id = {tenant} and lower(email) = {email.ToLowerInvariant()})
        """,
        row => row.Bool(),
        ct);

    private static Guest Read(Row row) =>
        new(row.Id<TenantId>(), row.Id<UserId>(), row.Id<TenantId>(), row.Text(), row.Text(), row.Bool(), row.Time());
}
