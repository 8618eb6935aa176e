using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Statements about passwords that are changed; all in the control store.</summary>
internal sealed class PasswordDb(ControlSession control)
{
    /// <summary>Whether somebody else chose the person's password.</summary>
    public Task<bool> IsFirst(User user, CancellationToken ct) => control.AcrossTenants().First(
        $"select exists (select from first_password where tenant_id = {user.Tenant} and user_id = {user.Id})", row => row.Bool(), ct);

    /// <summary>Whose password a token may reset.</summary>
    public Task<(TenantId Tenant, UserId User)?> OfReset(byte[] hash, DateTimeOffset now, CancellationToken ct) => control.AcrossTenants().First(
        $"select tenant_id, user_id from password_reset where tenant_id is not null and hash = {hash} and expires_at > {now}",
        row => ((TenantId, UserId)?)(row.Id<TenantId>(), row.Id<UserId>()),
        ct);

    /// <summary>A password that the person chose: what was handed out before is worth nothing any more.</summary>
    public static void Choose(Change change, User user, string hash)
    {
        AccessDb.Rehash(change, user, hash);
        change.Add($"delete from first_password where tenant_id = {user.Tenant} and user_id = {user.Id}");
        change.Add($"delete from password_reset where tenant_id = {user.Tenant} and user_id = {user.Id}");
    }

    /// <summary>A password that somebody else chose, good for choosing another.</summary>
    public static void Hand(Change change, User user, string hash, DateTimeOffset now)
    {
        Choose(change, user, hash);
        InsertFirst(change, user, now);
    }

    public static void InsertFirst(Change change, User user, DateTimeOffset now) => change.Add($"""
        insert into first_password (tenant_id, user_id, set_at) values ({user.Tenant}, {user.Id}, {now})
        on conflict (tenant_id, user_id) do update set set_at = excluded.set_at
        """);

    /// <summary>A token in the place of the one before.</summary>
    public static void PutReset(Change change, User user, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt) => change.Add($"""
        insert into password_reset (tenant_id, user_id, hash, created_at, expires_at) values ({user.Tenant}, {user.Id}, {hash}, {now}, {expiresAt})
        on conflict (tenant_id, user_id) do update set hash = excluded.hash, created_at = excluded.created_at, expires_at = excluded.expires_at
        """);

    /// <summary>Takes a token; false when another request was faster.</summary>
    public static async Task<bool> TakeReset(Change change, UserId user, byte[] hash, CancellationToken ct) =>
        await change.Execute($"delete from password_reset where tenant_id = {change.Op.Tenant} and user_id = {user} and hash = {hash}", ct) == 1;

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from password_reset where tenant_id is not null and expires_at < {now}");
        await change.Commit(ct);
    }
}
