using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access;

/// <summary>A refresh token with its session, as stored.</summary>
internal sealed record StoredRefresh(TenantId Tenant, Guid Session, UserId User, bool Used, bool SessionLives, IReadOnlyList<string> Methods);

/// <summary>A person with the log-in session that was asked for.</summary>
/// <param name="User">Who.</param>
/// <param name="SignedInAt">When the person last proved in it who they are.</param>
/// <param name="Methods">How they did, by the names of RFC 8176.</param>
/// <param name="IsSuperAdmin">Whether they hold the platform's own role.</param>
internal sealed record SessionUser(User User, DateTimeOffset SignedInAt, IReadOnlyList<string> Methods, bool IsSuperAdmin);

/// <summary>A key of access tokens, its private half sealed.</summary>
internal sealed record StoredSigningKey(string Kid, byte[] SealedKey, DateTimeOffset CreatedAt);

/// <summary>The module's statements; all in the control store.</summary>
internal sealed class AccessDb(ControlSession control)
{
    public static Quota Seats { get; } = new("seats", "People who can sign in.");

    private static Sql Columns => Sql.Constant("u.tenant_id, u.id, u.username, u.email, r.role, u.status, u.password_hash, u.last_login_at, u.version, u.created_at");

    // A person's role is the first that they have by themselves on all of their tenant without an end; the others are beside it.
    private static Sql WithRole => Sql.Constant("""
        app_user u left join lateral (
            select a.role from assignment a
             where a.tenant_id = u.tenant_id and a.principal_kind = 'USER' and a.principal_id = u.id and a.scope_level = 'TENANT' and a.scope_id = u.tenant_id
               and a.expires_at is null
             order by a.id limit 1) r on true
        """);

    public Change Change() => control.Change();

    /// <summary>A change that sees where else people of the tenant are.</summary>
    public Change ChangeAcross() => control.AcrossTenants().Change();

    public Change ChangeFor(OpContext op) => control.For(op).Change();

    /// <summary>A change of the platform's own books about a person whose tenant the operation does not have yet.</summary>
    public Change AcrossTenants() => control.AcrossTenants().Bookkeeping();

    /// <summary>The same statements for another operation: the tenant that a credential has named.</summary>
    public AccessDb For(OpContext op) => new(control.For(op));

    public Task<User?> User(OpContext op, UserId id, CancellationToken ct) => User(control, op, id, ct);

    /// <summary>A user, read in the control store or inside a change there.</summary>
    public static Task<User?> User(IReads reads, OpContext op, UserId id, CancellationToken ct) =>
        reads.First($"select {Columns} from {WithRole} where u.tenant_id = {op.Tenant} and u.id = {id}", Read, ct);

    /// <summary>Those who may sign in, by their ids or their usernames in lower case.</summary>
    public Task<List<User>> Active(OpContext op, Guid[] ids, string[] names, CancellationToken ct) => control.Query(
        $"select {Columns} from {WithRole} where u.tenant_id = {op.Tenant} and u.status = 'ACTIVE' and (u.id = any({ids}) or lower(u.username) = any({names})) order by u.id", Read, ct);

    /// <summary>A user of another tenant than the operation's: of the principal's own, when it acts in one below.</summary>
    public Task<User?> UserOf(OpContext op, TenantId home, UserId id, CancellationToken ct) =>
        control.For(op with { Tenant = home }).First($"select {Columns} from {WithRole} where u.tenant_id = {home} and u.id = {id}", Read, ct);

    public async Task<SessionUser?> UserOfSession(TenantId tenant, UserId id, Guid session, DateTimeOffset now, CancellationToken ct) => await control.First(
        $"""
        select {Columns}, s.authenticated_at, s.methods, exists (select from super_admin a where a.tenant_id = u.tenant_id and a.user_id = u.id)
          from {WithRole} join login_session s on s.tenant_id = u.tenant_id and s.user_id = u.id
         where u.tenant_id = {tenant} and u.id = {id} and s.id = {session} and s.ended_at is null and s.expires_at > {now} and s.idle_until > {now}
        """,
        row => new SessionUser(Read(row), row.Time(), row.Get<string[]>(), row.Bool()),
        ct);

    public Task<User?> UserByEmail(string email, CancellationToken ct) => control.AcrossTenants().First(
        $"select {Columns} from {WithRole} where u.tenant_id is not null and lower(u.email) = {email.ToLowerInvariant()}", Read, ct);

    public Task<List<User>> Users(OpContext op, SearchText? search, PageRequest page, CancellationToken ct) => control.Query(
        $"""
        select {Columns} from {WithRole}
         where u.tenant_id = {op.Tenant}{search?.In("u.username, u.email") ?? Sql.Empty}{page.Below("u.id")}
         order by u.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public static Task<User?> ForUpdate(Change change, UserId id, CancellationToken ct) =>
        change.First($"select {Columns} from {WithRole} where u.tenant_id = {change.Op.Tenant} and u.id = {id} for update of u", Read, ct);

    public static void Insert(Change change, User user)
    {
        change.Add($"""
            insert into app_user (tenant_id, id, username, email, status, password_hash, version, created_at)
            values ({user.Tenant}, {user.Id}, {user.Username}, {user.Email}, {user.Status}, {user.PasswordHash}, {user.Version}, {user.CreatedAt})
            """);
        change.OnViolation("app_user_email_key", AccessProblems.EmailTaken);
        change.OnViolation("app_user_username_key", AccessProblems.UsernameTaken);
    }

    public static void Update(Change change, User user)
    {
        change.Add($"""
            update app_user set username = {user.Username}, status = {user.Status}, version = {user.Version}, changed_at = now()
             where tenant_id = {user.Tenant} and id = {user.Id}
            """);
        change.OnViolation("app_user_username_key", AccessProblems.UsernameTaken);
    }

    public static void Rehash(Change change, User user, string passwordHash) =>
        change.Add($"update app_user set password_hash = {passwordHash} where tenant_id = {user.Tenant} and id = {user.Id}");

    public static void Delete(Change change, User user)
    {
        AssignmentDb.DeleteOf(change, user.Tenant, AssigneeKind.User, user.Id.Value);
        UserGroupDb.RemoveFromAll(change, user.Tenant, user.Id);
        change.Add($"delete from app_user where tenant_id = {user.Tenant} and id = {user.Id}");
    }

    public static void LoggedIn(Change change, User user, DateTimeOffset at) =>
        change.Add($"update app_user set last_login_at = {at} where tenant_id = {user.Tenant} and id = {user.Id}");

    public static void InsertSession(Change change, User user, Guid session, IReadOnlyList<string> methods, DateTimeOffset now, DateTimeOffset idleUntil, DateTimeOffset expiresAt) => change.Add($"""
        insert into login_session (tenant_id, id, user_id, methods, address, user_agent, created_at, authenticated_at, last_used_at, idle_until, expires_at)
        values ({user.Tenant}, {session}, {user.Id}, {methods.ToArray()}, {change.Op.Origin.Address}, {change.Op.Origin.UserAgent}, {now}, {now}, {now}, {idleUntil}, {expiresAt})
        """);

    public static void InsertRefresh(Change change, TenantId tenant, Guid session, byte[] hash, DateTimeOffset now) => change.Add($"""
        insert into refresh_token (tenant_id, hash, session_id, issued_at) values ({tenant}, {hash}, {session}, {now})
        """);

    public static void UseRefresh(Change change, TenantId tenant, byte[] hash, DateTimeOffset now) =>
        change.Add($"update refresh_token set used_at = {now} where tenant_id = {tenant} and hash = {hash}");

    /// <summary>The session goes on: its time without use begins anew.</summary>
    public static void UseSession(Change change, TenantId tenant, Guid session, DateTimeOffset now, DateTimeOffset idleUntil) => change.Add($"""
        update login_session set last_used_at = {now}, idle_until = {idleUntil} where tenant_id = {tenant} and id = {session}
        """);

    public static void EndSession(Change change, TenantId tenant, Guid session, string reason, DateTimeOffset now) => change.Add($"""
        update login_session set ended_at = {now}, end_reason = {reason} where tenant_id = {tenant} and id = {session} and ended_at is null
        """);

    public static void EndSessionsOf(Change change, User user, string reason, DateTimeOffset now) => change.Add($"""
        update login_session set ended_at = {now}, end_reason = {reason} where tenant_id = {user.Tenant} and user_id = {user.Id} and ended_at is null
        """);

    public Task<TenantId?> TenantOfRefresh(byte[] hash, CancellationToken ct) => control.AcrossTenants().First(
        $"select tenant_id from refresh_token where tenant_id is not null and hash = {hash}", row => (TenantId?)row.Id<TenantId>(), ct);

    public static Task<StoredRefresh?> RefreshForUpdate(Change change, byte[] hash, DateTimeOffset now, CancellationToken ct) => change.First(
        $"""
        select r.session_id, s.user_id, r.used_at is not null, s.ended_at is null and s.expires_at > {now} and s.idle_until > {now}, s.methods
          from refresh_token r join login_session s on s.tenant_id = r.tenant_id and s.id = r.session_id
         where r.tenant_id = {change.Op.Tenant} and r.hash = {hash} for update
        """,
        row => new StoredRefresh(change.Op.Tenant, row.Uuid(), row.Id<UserId>(), row.Bool(), row.Bool(), row.Get<string[]>()),
        ct);

    /// <summary>The keys that verify, the one that signs first.</summary>
    public Task<List<StoredSigningKey>> SigningKeys(DateTimeOffset now, CancellationToken ct) => control.Query(
        $"select kid, sealed_private_key, created_at from signing_key where retired_at is null or retired_at > {now} order by created_at desc",
        row => new StoredSigningKey(row.Text(), row.Bytes(), row.Time()),
        ct);

    /// <summary>When the newest key was made, null when there is none; nobody else makes one until the change ends.</summary>
    public static async Task<DateTimeOffset?> NewestSigningKey(Change change, CancellationToken ct)
    {
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended('access-signing-key', 0))", ct);
        return await change.Query($"select created_at from signing_key where retired_at is null order by created_at desc limit 1", row => row.Time(), ct) is [var newest] ? newest : null;
    }

    public static void InsertSigningKey(Change change, string kid, byte[] publicKey, byte[] sealedKey, DateTimeOffset now, DateTimeOffset othersRetireAt)
    {
        change.Add($"insert into signing_key (kid, public_key, sealed_private_key, created_at) values ({kid}, {publicKey}, {sealedKey}, {now})");
        change.Add($"update signing_key set retired_at = {othersRetireAt} where kid <> {kid} and retired_at is null");
    }

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Change();
        change.Add($"delete from login_session where tenant_id is not null and (expires_at < {now} or idle_until < {now})");
        await change.Commit(ct);
    }

    private static User Read(Row row) => new(
        row.Id<TenantId>(), row.Id<UserId>(), row.Text(), row.Text(), row.TextOrNull(), row.Enum<UserStatus>(), row.Text(), row.TimeOrNull(), row.Long(), row.Time());
}
