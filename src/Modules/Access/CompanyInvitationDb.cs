using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access;

/// <summary>Statements about the invitations with which companies register; all in the control store, and before there is a tenant.</summary>
internal sealed class CompanyInvitationDb(ControlSession control)
{
    public async Task Add(byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"insert into invitation (hash, created_at, expires_at) values ({hash}, {now}, {expiresAt})");
        await change.Commit(ct);
    }

    /// <summary>Whether there is one that is good.</summary>
    public Task<bool> Has(byte[] hash, DateTimeOffset now, CancellationToken ct) => control.First(
        $"select exists (select from invitation where hash = {hash} and expires_at > {now})", row => row.Bool(), ct);

    /// <summary>Takes one; false when another request was faster.</summary>
    public static async Task<bool> Take(Change change, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        await change.Execute($"delete from invitation where hash = {hash} and expires_at > {now}", ct) == 1;

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"delete from invitation where expires_at < {now}");
        await change.Commit(ct);
    }
}
