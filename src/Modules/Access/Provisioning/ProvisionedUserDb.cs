using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>
/// Statements about the people whom a tenant's identity provider may keep: those of the tenant itself whose address is in a domain of its own, or whom provisioning
/// made. Everybody else is not there. All in the control store.
/// </summary>
internal sealed class ProvisionedUserDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("""
        u.id, u.username, u.email, u.status, p.external_id, p.display_name, p.formatted_name, p.given_name, p.family_name, coalesce(p.deactivated, false), u.created_at,
        coalesce(u.changed_at, u.created_at), u.version
        """);

    private static Sql People => Sql.Constant("app_user u left join provisioned_user p on p.tenant_id = u.tenant_id and p.user_id = u.id");

    public Task<ProvisionedUser?> User(OpContext op, UserId id, string[] domains, CancellationToken ct) => User(control, op.Tenant, id, domains, ct);

    /// <summary>The same inside a change, which holds the account already.</summary>
    public static Task<ProvisionedUser?> User(IReads reads, TenantId tenant, UserId id, string[] domains, CancellationToken ct) =>
        reads.First($"select {Columns} from {People} where u.tenant_id = {tenant} and u.id = {id}{Kept(domains)}", Read, ct);

    /// <summary>How many a condition holds of.</summary>
    public Task<long> Count(OpContext op, string[] domains, Sql condition, CancellationToken ct) =>
        control.First($"select count(*) from {People} where u.tenant_id = {op.Tenant}{Kept(domains)} and {condition}", row => row.Long(), ct);

    /// <summary>Some of them, in an order.</summary>
    public Task<List<ProvisionedUser>> Users(OpContext op, string[] domains, Sql condition, Sql order, int skip, int take, CancellationToken ct) => control.Query(
        $"select {Columns} from {People} where u.tenant_id = {op.Tenant}{Kept(domains)} and {condition} order by {order}, u.id offset {skip} limit {take}", Read, ct);

    /// <summary>The provisioned groups that people are in.</summary>
    public static async Task<ILookup<Guid, GroupName>> GroupsOf(IReads reads, TenantId tenant, Guid[] users, CancellationToken ct) => (await reads.Query(
        $"""
        select m.user_id, g.id, g.name from user_group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
         where m.tenant_id = {tenant} and m.user_id = any({users}) and g.provisioned
         order by g.id
        """,
        row => (User: row.Uuid(), Group: new GroupName(row.Id<UserGroupId>(), row.Text())),
        ct)).ToLookup(m => m.User, m => m.Group);

    public Task<ILookup<Guid, GroupName>> GroupsOf(OpContext op, Guid[] users, CancellationToken ct) => GroupsOf(control, op.Tenant, users, ct);

    /// <summary>Which of some there are.</summary>
    public static Task<List<UserId>> Of(IReads reads, TenantId tenant, Guid[] users, string[] domains, CancellationToken ct) =>
        reads.Query($"select u.id from {People} where u.tenant_id = {tenant} and u.id = any({users}){Kept(domains)}", row => row.Id<UserId>(), ct);

    /// <summary>Which of some user names are taken, but for somebody's own.</summary>
    public static Task<List<string>> Taken(Change change, UserId but, string[] names, CancellationToken ct) =>
        change.Query($"select u.username from app_user u where u.tenant_id = {change.Op.Tenant} and u.username = any({names}) and u.id <> {but}", row => row.Text(), ct);

    /// <summary>Writes down what an identity provider says of somebody.</summary>
    /// <param name="change">Of the tenant.</param>
    /// <param name="user">Who.</param>
    /// <param name="draft">What it says.</param>
    /// <param name="made">Whether it makes the account now.</param>
    /// <param name="deactivated">Whether they are disabled because it says so.</param>
    public static void Put(Change change, User user, UserDraft draft, bool made, bool deactivated) => change.Add($"""
        insert into provisioned_user (tenant_id, user_id, external_id, display_name, formatted_name, given_name, family_name, made, deactivated)
        values ({user.Tenant}, {user.Id}, {draft.ExternalId}, {draft.DisplayName}, {draft.Formatted}, {draft.GivenName}, {draft.FamilyName}, {made}, {deactivated})
        on conflict (tenant_id, user_id) do update
           set external_id = excluded.external_id, display_name = excluded.display_name, formatted_name = excluded.formatted_name, given_name = excluded.given_name,
               family_name = excluded.family_name, deactivated = excluded.deactivated
        """);

    /// <summary>An account has this address, and was changed then.</summary>
    public static void SetEmail(Change change, User user, DateTimeOffset now)
    {
        change.Add($"update app_user set email = {user.Email}, changed_at = {now} where tenant_id = {user.Tenant} and id = {user.Id}");
        change.OnViolation("app_user_email_key", AccessProblems.EmailTaken);
    }

    /// <summary>Somebody of the tenant has disabled the account: provisioning does not undo it.</summary>
    public static void DisabledByHand(Change change, User user) =>
        change.Add($"update provisioned_user set deactivated = false where tenant_id = {user.Tenant} and user_id = {user.Id}");

    private static Sql Kept(string[] domains) => $" and (p.made or split_part(lower(u.email), '@', 2) = any({domains}))";

    private static ProvisionedUser Read(Row row) => new(
        row.Id<UserId>(), row.Text(), row.Text(), row.Enum<UserStatus>(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull(), row.Bool(), row.Time(), row.Time(), row.Long());
}
