using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Access;

/// <summary>A refresh token with its session, as stored.</summary>
internal sealed record StoredRefresh(TenantId Tenant, Guid Session, UserId User, bool Used, bool SessionLives);

/// <summary>A key of access tokens, its private half sealed.</summary>
internal sealed record StoredSigningKey(string Kid, byte[] SealedKey, DateTimeOffset CreatedAt);

/// <summary>The module's statements; all in the control store.</summary>
internal sealed class AccessDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("u.tenant_id, u.id, u.username, u.email, u.role, u.status, u.password_hash, u.last_login_at, u.version, u.created_at");

    public Change Change() => control.Change();

    public Change ChangeFor(OpContext op) => control.For(op).Change();

    public Task<User?> User(OpContext op, UserId id, CancellationToken ct) =>
        control.First($"select {Columns} from app_user u where u.tenant_id = {op.Tenant} and u.id = {id}", Read, ct);

    public Task<User?> UserOfSession(TenantId tenant, UserId id, Guid session, DateTimeOffset now, CancellationToken ct) => control.First(
        $"""
        select {Columns} from app_user u join login_session s on s.tenant_id = u.tenant_id and s.user_id = u.id
         where u.tenant_id = {tenant} and u.id = {id} and s.id = {session} and s.ended_at is null and s.expires_at > {now}
        """,
        Read,
        ct);

    public Task<User?> UserByEmail(string email, CancellationToken ct) => control.AcrossTenants().First(
        $"select {Columns} from app_user u where u.tenant_id is not null and lower(u.email) = {email.ToLowerInvariant()}", Read, ct);

    public Task<List<User>> Users(OpContext op, PageRequest page, CancellationToken ct) => control.Query(
        $"""
        select {Columns} from app_user u
         where u.tenant_id = {op.Tenant} and ({page.After} is null or u.id < {page.After})
         order by u.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>Locks the user, and the tenant's administrators with it, so that two changes cannot both take the last one.</summary>
    public static async Task<(User? User, int OtherAdmins)> ForUpdate(Change change, UserId id, CancellationToken ct)
    {
        var locked = await change.Query(
            $"""
            select {Columns} from app_user u
             where u.tenant_id = {change.Op.Tenant} and (u.id = {id} or (u.role = 'ADMIN' and u.status = 'ACTIVE'))
             order by u.id for update
            """,
            Read,
            ct);
        return (locked.Find(u => u.Id == id), locked.Count(u => u.Id != id && u.RunsTheTenant));
    }

    public static void Insert(Change change, User user)
    {
        change.Add($"""
            insert into app_user (tenant_id, id, username, email, role, status, password_hash, version, created_at)
            values ({user.Tenant}, {user.Id}, {user.Username}, {user.Email}, {user.Role}, {user.Status}, {user.PasswordHash}, {user.Version}, {user.CreatedAt})
            """);
        change.OnViolation("app_user_email_key", AccessProblems.EmailTaken);
        change.OnViolation("app_user_username_key", AccessProblems.UsernameTaken);
    }

    public static void Update(Change change, User user)
    {
        change.Add($"""
            update app_user set username = {user.Username}, role = {user.Role}, status = {user.Status}, version = {user.Version}
             where tenant_id = {user.Tenant} and id = {user.Id}
            """);
        change.OnViolation("app_user_username_key", AccessProblems.UsernameTaken);
    }

    public static void Rehash(Change change, User user, string passwordHash) =>
        change.Add($"update app_user set password_hash = {passwordHash} where tenant_id = {user.Tenant} and id = {user.Id}");

    public static void Delete(Change change, User user) =>
        change.Add($"delete from app_user where tenant_id = {user.Tenant} and id = {user.Id}");

    public static void LoggedIn(Change change, User user, DateTimeOffset at) =>
        change.Add($"update app_user set last_login_at = {at} where tenant_id = {user.Tenant} and id = {user.Id}");

    public static void InsertSession(Change change, User user, Guid session, DateTimeOffset now, DateTimeOffset expiresAt) => change.Add($"""
        insert into login_session (tenant_id, id, user_id, address, user_agent, created_at, expires_at)
        values ({user.Tenant}, {session}, {user.Id}, {change.Op.Origin.Address}, {change.Op.Origin.UserAgent}, {now}, {expiresAt})
        """);

    public static void InsertRefresh(Change change, TenantId tenant, Guid session, byte[] hash, DateTimeOffset now) => change.Add($"""
        insert into refresh_token (tenant_id, hash, session_id, issued_at) values ({tenant}, {hash}, {session}, {now})
        """);

    public static void UseRefresh(Change change, TenantId tenant, byte[] hash, DateTimeOffset now) =>
        change.Add($"update refresh_token set used_at = {now} where tenant_id = {tenant} and hash = {hash}");

    public static void EndSession(Change change, TenantId tenant, Guid session, string reason, DateTimeOffset now) => change.Add($"""
        update login_session set ended_at = {now}, end_reason = {reason} where tenant_id = {tenant} and id = {session} and ended_at is null
        """);

    public static void EndSessionsOf(Change change, User user, string reason, DateTimeOffset now) => change.Add($"""
        update login_session set ended_at = {now}, end_reason = {reason} where tenant_id = {user.Tenant} and user_id = {user.Id} and ended_at is null
        """);

    public Task<TenantId?> TenantOfRefresh(byte[] hash, CancellationToken ct) => control.AcrossTenants().First(
        $"select tenant_id from refresh_token where tenant_id is not null and hash = {hash}", row => (TenantId?)row.Id<TenantId>(0), ct);

    public static Task<StoredRefresh?> RefreshForUpdate(Change change, byte[] hash, DateTimeOffset now, CancellationToken ct) => change.First(
        $"""
        select r.session_id, s.user_id, r.used_at is not null, s.ended_at is null and s.expires_at > {now}
          from refresh_token r join login_session s on s.tenant_id = r.tenant_id and s.id = r.session_id
         where r.tenant_id = {change.Op.Tenant} and r.hash = {hash} for update
        """,
        row => new StoredRefresh(change.Op.Tenant, row.GetGuid(0), row.Id<UserId>(1), row.GetBoolean(2), row.GetBoolean(3)),
        ct);

    public Task<(int Failures, DateTimeOffset? LockedUntil)> Throttle(byte[] emailHash, DateTimeOffset since, CancellationToken ct) => control.First(
        $"select failures, locked_until from login_throttle where email_hash = {emailHash} and last_at > {since}",
        row => (row.GetInt32(0), row.TimeOrNull(1)),
        ct);

    public async Task SetThrottle(byte[] emailHash, int failures, DateTimeOffset now, DateTimeOffset? lockedUntil, CancellationToken ct)
    {
        await using var change = control.Change();
        change.Add($"""
            insert into login_throttle (email_hash, failures, last_at, locked_until) values ({emailHash}, {failures}, {now}, {lockedUntil})
            on conflict (email_hash) do update set failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until
            """);
        await change.Commit(ct);
    }

    /// <summary>The keys that verify, the one that signs first.</summary>
    public Task<List<StoredSigningKey>> SigningKeys(DateTimeOffset now, CancellationToken ct) => control.Query(
        $"select kid, sealed_private_key, created_at from signing_key where retired_at is null or retired_at > {now} order by created_at desc",
        row => new StoredSigningKey(row.GetString(0), row.GetFieldValue<byte[]>(1), row.Time(2)),
        ct);

    /// <summary>When the newest key was made, null when there is none; nobody else makes one until the change ends.</summary>
    public static async Task<DateTimeOffset?> NewestSigningKey(Change change, CancellationToken ct)
    {
        await change.Query($"select pg_advisory_xact_lock(hashtextextended('access-signing-key', 0))", _ => 0, ct);
        return await change.Query($"select created_at from signing_key where retired_at is null order by created_at desc limit 1", row => row.Time(0), ct) is [var newest] ? newest : null;
    }

    public static void InsertSigningKey(Change change, string kid, byte[] publicKey, byte[] sealedKey, DateTimeOffset now, DateTimeOffset othersRetireAt)
    {
        change.Add($"insert into signing_key (kid, public_key, sealed_private_key, created_at) values ({kid}, {publicKey}, {sealedKey}, {now})");
        change.Add($"update signing_key set retired_at = {othersRetireAt} where kid <> {kid} and retired_at is null");
    }

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Change();
        change.Add($"delete from login_throttle where last_at < {now - LoginBackOff.Forget}");
        change.Add($"delete from login_session where tenant_id is not null and expires_at < {now}");
        await change.Commit(ct);
    }

    private static User Read(NpgsqlDataReader row) => new(
        row.Id<TenantId>(0), row.Id<UserId>(1), row.GetString(2), row.GetString(3), row.Enum<Role>(4), row.Enum<UserStatus>(5), row.GetString(6), row.TimeOrNull(7), row.GetInt64(8), row.Time(9));
}
