using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>A session that has not ended.</summary>
/// <param name="Id">Which.</param>
/// <param name="Address">Where it was opened from.</param>
/// <param name="UserAgent">With what.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="LastUsedAt">When its tokens were last renewed.</param>
/// <param name="EndsAt">When it ends if it is not used.</param>
internal sealed record LiveSession(SessionId Id, IPAddress? Address, string? UserAgent, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset EndsAt);

/// <summary>Statements about log-in sessions; all in the control store.</summary>
internal sealed class SessionDb(ControlSession control)
{
    /// <summary>Why sessions end that were opened with a password alone where it is not enough any more.</summary>
    public const string NoSecondFactor = "SECOND_FACTOR";

    /// <summary>Why sessions end that no identity provider opened where one is asked for.</summary>
    public const string SingleSignOn = "SSO";

    /// <summary>Why sessions end because the identity provider that opened them says so, or speaks for nobody any more.</summary>
    public const string Provider = "PROVIDER";

    private static readonly string[] Strong = [ProofMethod.SeveralFactors];

    public Task<List<LiveSession>> Live(OpContext op, UserId user, PageRequest page, DateTimeOffset now, CancellationToken ct) => control.For(op).Query(
        $"""
        select id, address, user_agent, created_at, last_used_at, least(idle_until, expires_at)
          from login_session
         where tenant_id = {op.Tenant} and user_id = {user} and {IsLive(now)} {After(page)}
         order by id desc limit {page.Limit + 1}
        """,
        row => new LiveSession(row.Id<SessionId>(), row.Group(1, r => r.Get<IPAddress>()), row.TextOrNull(), row.Time(), row.Time(), row.Time()),
        ct);

    /// <summary>When the person of a session last proved who they are.</summary>
    public Task<DateTimeOffset?> AuthenticatedAt(OpContext op, Guid session, CancellationToken ct) => control.For(op).First(
        $"select authenticated_at from login_session where tenant_id = {op.Tenant} and id = {session}", row => (DateTimeOffset?)row.Time(), ct);

    public static void Authenticated(Change change, Guid session, DateTimeOffset now) =>
        change.Add($"update login_session set authenticated_at = {now} where tenant_id = {change.Op.Tenant} and id = {session}");

    /// <summary>The person of a session has just proved in it who they are, in these ways beside those before.</summary>
    public static void Authenticated(Change change, Guid session, IReadOnlyList<string> methods, DateTimeOffset now) => change.Add($"""
        update login_session
           set authenticated_at = {now}, methods = array(select distinct m from unnest(methods || {methods.ToArray()}) m order by m)
         where tenant_id = {change.Op.Tenant} and id = {session}
        """);

    /// <summary>Ends the sessions that were opened without a second factor: of one person, or of all of the tenant; but one.</summary>
    public static Task<List<(UserId User, Guid Session)>> EndWithoutSecondFactor(Change change, UserId? user, Guid? except, DateTimeOffset now, CancellationToken ct) => change.Query(
        $"""
        update login_session set ended_at = {now}, end_reason = {NoSecondFactor}
         where tenant_id = {change.Op.Tenant} and {IsLive(now)} and not (methods @> {Strong}) and ({user} is null or user_id = {user}) and ({except} is null or id <> {except})
        returning user_id, id
        """,
        row => (row.Id<UserId>(), row.Uuid()),
        ct);

    /// <summary>Locks a person's sessions that have not ended: one, or all.</summary>
    public static Task<List<Guid>> ForUpdate(Change change, UserId user, Guid? only, DateTimeOffset now, CancellationToken ct) => change.Query(
        $"""
        select id from login_session
         where tenant_id = {change.Op.Tenant} and user_id = {user} and {IsLive(now)} {Only(only)}
         order by id for update
        """,
        row => row.Uuid(),
        ct);

    /// <summary>The session that a refresh token, used or not, belongs to.</summary>
    public Task<(TenantId Tenant, UserId User, Guid Session)?> OfRefresh(byte[] hash, CancellationToken ct) => control.AcrossTenants().First(
        $"""
        select s.tenant_id, s.user_id, s.id
          from refresh_token r join login_session s on s.tenant_id = r.tenant_id and s.id = r.session_id
         where r.tenant_id is not null and r.hash = {hash}
        """,
        row => ((TenantId, UserId, Guid)?)(row.Id<TenantId>(), row.Id<UserId>(), row.Uuid()),
        ct);

    private static Sql IsLive(DateTimeOffset now) => $"ended_at is null and expires_at > {now} and idle_until > {now}";

    private static Sql After(PageRequest page) => page.After is { } after ? $"and id < {after}" : Sql.Empty;

    private static Sql Only(Guid? session) => session is { } one ? $"and id = {one}" : Sql.Empty;
}
