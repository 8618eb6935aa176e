using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>A person or a key, by name.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Barred">Why they do not come in; null when they do.</param>
/// <param name="IsTest">Whether a key is for tests.</param>
/// <param name="IsGuest">Whether another tenant keeps the person's account.</param>
internal sealed record SubjectRow(AssigneeKind Kind, Guid Id, string Name, AccessBar? Barred, bool IsTest, bool IsGuest);

/// <summary>Statements that find people and keys by what they have; all in the control store.</summary>
internal sealed class SubjectDb(ControlSession control, TimeProvider time)
{
    /// <summary>Those of some that there are, the newest first.</summary>
    public Task<List<SubjectRow>> Named(OpContext op, IReadOnlyList<(AssigneeKind Kind, Guid Id)> some, PageRequest page, CancellationToken ct) => Rows(op, Only(some), page, ct);

    /// <summary>All people and keys of the tenant, whether or not they come in.</summary>
    public Task<List<SubjectRow>> All(OpContext op, PageRequest page, CancellationToken ct) => Rows(op, $"true", page, ct);

    /// <summary>All who come in.</summary>
    public Task<List<SubjectRow>> ComingIn(OpContext op, PageRequest page, CancellationToken ct) => Rows(op, $"p.barred is null", page, ct);

    /// <summary>Who is in a user group, whether or not they may sign in.</summary>
    public Task<List<SubjectRow>> Members(OpContext op, UserGroupId group, PageRequest page, CancellationToken ct) => Rows(
        op,
        $"p.kind = 'USER' and p.id in (select m.user_id from user_group_member m where m.tenant_id = {op.Tenant} and m.group_id = {group})",
        page,
        ct);

    /// <summary>Who has one of these roles anywhere, by themselves or by a group.</summary>
    public Task<List<SubjectRow>> Holders(OpContext op, string[] roles, PageRequest page, CancellationToken ct) => Rows(op, Has(op, roles, () => Sql.Empty), page, ct);

    /// <summary>Who comes in and has a permission at a place: by one of the roles that give it, or by being a key that was made with one of these texts.</summary>
    /// <param name="op">In whose tenant.</param>
    /// <param name="roles">The roles that give it.</param>
    /// <param name="texts">The texts that give it to a key.</param>
    /// <param name="place">Where.</param>
    /// <param name="page">Which part of the answer.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<SubjectRow>> Having(OpContext op, string[] roles, string[] texts, ScopePath place, PageRequest page, CancellationToken ct)
    {
        // The nodes at the place and above it.
        Guid[] nodes = [op.Tenant.Value, .. new[] { place.Organization, place.Group, place.Device }.OfType<Guid>()];
        Sql There() => $" and a.in_tenant_id = {op.Tenant} and a.scope_id = any({nodes})";
        return Rows(
            op,
            $"""
            p.barred is null and ({Has(op, roles, There)} or (p.kind = 'API_KEY' and p.id in (
                select k.id from api_key k
                 where k.tenant_id = {op.Tenant} and k.permissions && {texts} and coalesce(k.device_id, k.group_id, k.organization_id, k.tenant_id) = any({nodes}))))
            """,
            page,
            ct);
    }

    private static Sql Only(IReadOnlyList<(AssigneeKind Kind, Guid Id)> some) => $"""
        exists (select from unnest({some.Select(s => EnumText.Of(s.Kind)).ToArray()}, {some.Select(s => s.Id).ToArray()}) n (kind, id) where n.kind = p.kind and n.id = p.id)
        """;

    private Sql Has(OpContext op, string[] roles, Func<Sql> there)
    {
        // A fragment's parameters go into one place of a statement: what stands twice is made twice.
        Sql Live() => $"a.tenant_id = {op.Tenant} and a.role = any({roles}) and (a.expires_at is null or a.expires_at > {time.GetUtcNow()}){there()}";
        return $"""
            ((p.kind, p.id) in (select a.principal_kind, a.principal_id from assignment a where {Live()} and a.principal_kind <> 'GROUP')
             or (p.kind = 'USER' and p.id in (
                select m.user_id from assignment a join user_group_member m on m.tenant_id = a.tenant_id and m.group_id = a.principal_id
                 where {Live()} and a.principal_kind = 'GROUP')))
            """;
    }

    private Task<List<SubjectRow>> Rows(OpContext op, Sql which, PageRequest page, CancellationToken ct) => control.Query(
        $"""
        select p.kind, p.id, p.name, p.barred, p.test, p.guest from (
            select 'USER' as kind, u.id, u.username as name, case when u.status <> 'ACTIVE' then 'DISABLED' end as barred, false as test, false as guest
              from app_user u where u.tenant_id = {op.Tenant}
            union all
            select 'USER', g.user_id, g.username, case when g.is_disabled then 'DISABLED' end, false, true from guest g where g.tenant_id = {op.Tenant}
            union all
            select 'API_KEY', k.id, k.name, case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= {time.GetUtcNow()} then 'EXPIRED' end, k.mode = 'TEST', false
              from api_key k where k.tenant_id = {op.Tenant}) p
         where {which}{page.Below("p.id")}
         order by p.id desc limit {page.Limit + 1}
        """,
        row => new SubjectRow(row.Enum<AssigneeKind>(), row.Uuid(), row.Text(), row.EnumOrNull<AccessBar>(), row.Bool(), row.Bool()),
        ct);
}
