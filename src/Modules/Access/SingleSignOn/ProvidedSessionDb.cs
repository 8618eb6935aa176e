using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>Statements about sessions that providers opened, and about who has to sign in by one; all in the control store.</summary>
internal sealed class ProvidedSessionDb(ControlSession control)
{
    public Change ChangeFor(OpContext op) => control.For(op).Change();

    /// <summary>A change of the platform's own books.</summary>
    public Change Bookkeeping() => control.Bookkeeping();

    public static void Insert(Change change, Guid session, IdentityProviderId provider, string subject, string? providerSession, byte[]? sealedToken) => change.Add($"""
        insert into provided_session (tenant_id, session_id, provider_id, subject, provider_session, sealed_token)
        values ({change.Op.Tenant}, {session}, {provider}, {subject}, {providerSession}, {sealedToken})
        """);

    /// <summary>By which provider a session was opened, and the token that it takes back; null when by none.</summary>
    public Task<(IdentityProviderId Provider, byte[]? SealedToken)?> Of(TenantId tenant, Guid session, CancellationToken ct) => control.AcrossTenants().First(
        $"select provider_id, sealed_token from provided_session where tenant_id = {tenant} and session_id = {session}",
        row => ((IdentityProviderId, byte[]?)?)(row.Id<IdentityProviderId>(), row.BytesOrNull()),
        ct);

    /// <summary>Open sessions that a provider opened for a subject, or all that it calls by a name; both where both are given.</summary>
    public static Task<List<(UserId User, Guid Session)>> Open(Change change, IdentityProviderId provider, string? subject, string? providerSession, DateTimeOffset now, CancellationToken ct) => change.Query(
        $"""
        select s.user_id, s.id from provided_session p join login_session s on s.tenant_id = p.tenant_id and s.id = p.session_id
         where p.tenant_id = {change.Op.Tenant} and p.provider_id = {provider} and ({subject} is null or p.subject = {subject}) and ({providerSession} is null or p.provider_session = {providerSession})
           and s.ended_at is null and s.expires_at > {now} and s.idle_until > {now}
         order by s.id
        """,
        row => (row.Id<UserId>(), row.Uuid()),
        ct);

    /// <summary>All open sessions of the change's tenant that no provider opened, of who has to sign in by one.</summary>
    /// <param name="change">In the tenant.</param>
    /// <param name="domain">Only those whose address is of this domain; null for all.</param>
    /// <param name="except">Who need not.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<List<(UserId User, Guid Session)>> OpenByOthers(Change change, string? domain, IReadOnlyList<UserId> except, DateTimeOffset now, CancellationToken ct) => change.Query(
        $"""
        select s.user_id, s.id from login_session s join app_user u on u.tenant_id = s.tenant_id and u.id = s.user_id
         where s.tenant_id = {change.Op.Tenant} and s.ended_at is null and s.expires_at > {now} and s.idle_until > {now}
           and not ({ProofMethod.Provider} = any(s.methods)) and not (s.user_id = any({Ids(except)}))
           and ({domain} is null or lower(split_part(u.email, '@', 2)) = {domain})
         order by s.id
        """,
        row => (row.Id<UserId>(), row.Uuid()),
        ct);

    /// <summary>Whether one of these people can let the others in when no provider does: an administrator by a role that no provider gave, with a password of their own and a second factor.</summary>
    public static Task<bool> HasBreakGlass(Change change, IReadOnlyList<UserId> among, string[] administrators, CancellationToken ct) => change.First(
        $"""
        select exists (
            select from app_user u
             where u.tenant_id = {change.Op.Tenant} and u.id = any({Ids(among)}) and u.status = 'ACTIVE' and u.password_hash <> ''
               and not exists (select from first_password f where f.tenant_id = u.tenant_id and f.user_id = u.id)
               and (exists (select from totp t where t.tenant_id = u.tenant_id and t.user_id = u.id and t.confirmed_at is not null)
                    or exists (select from passkey k where k.tenant_id = u.tenant_id and k.user_id = u.id))
               and exists (
                select from assignment a
                 where a.tenant_id = u.tenant_id and a.in_tenant_id = u.tenant_id and a.scope_level = 'TENANT' and a.expires_at is null and a.provided_by is null and a.role = any({administrators})
                   and ((a.principal_kind = 'USER' and a.principal_id = u.id)
                        or (a.principal_kind = 'GROUP' and exists (
                            select from user_group_member m where m.tenant_id = a.tenant_id and m.group_id = a.principal_id and m.user_id = u.id)))))
        """,
        row => row.Bool(),
        ct);

    /// <summary>How many of these are people of the change's tenant.</summary>
    public static Task<long> CountOf(Change change, IReadOnlyList<UserId> people, CancellationToken ct) => change.First(
        $"select count(*) from app_user where tenant_id = {change.Op.Tenant} and id = any({Ids(people)})", row => row.Long(), ct);

    /// <summary>Whether the tenant asks anybody to sign in by a provider.</summary>
    public static Task<bool> AsksAnybody(Change change, CancellationToken ct) => change.First(
        $"""
        select exists (select from sign_in_rule where tenant_id = {change.Op.Tenant} and require_sso)
            or exists (select from domain_access where tenant_id = {change.Op.Tenant} and requires_sso)
        """,
        row => row.Bool(),
        ct);

    /// <summary>Whether somebody of the tenant has a user name.</summary>
    public static Task<bool> IsNamed(Change change, string username, CancellationToken ct) => change.First(
        $"select exists (select from app_user where tenant_id = {change.Op.Tenant} and lower(username) = {username.ToLowerInvariant()})", row => row.Bool(), ct);

    /// <summary>Roles that a person has, each by one assignment at a node.</summary>
    public static Task<List<Assignment>> Assignments(Change change, UserId user, CancellationToken ct) => AssignmentDb.Where(
        change, change.Op.Tenant, $"a.principal_kind = 'USER' and a.principal_id = {user}", ct);

    /// <summary>All that a provider has given.</summary>
    public static Task<List<Assignment>> ProvidedBy(Change change, IdentityProviderId provider, CancellationToken ct) => AssignmentDb.Where(
        change, change.Op.Tenant, $"a.provided_by = {provider}", ct);

    private static Guid[] Ids(IReadOnlyList<UserId> people) => [.. people.Select(p => p.Value)];
}
