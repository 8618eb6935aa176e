using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks;

/// <summary>An address to which others post to start a playbook.</summary>
internal sealed record PlaybookReceiver(PlaybookId Playbook, byte[] TokenHash, byte[] SealedSecret, DateTimeOffset CreatedAt, DateTimeOffset RenewedAt)
{
    /// <summary>What stands at the end of its address.</summary>
    public static AddressToken Tokens { get; } = new("hfw_");

    /// <summary>To what its sealed secret is bound.</summary>
    public static string Purpose(TenantId tenant, PlaybookId playbook) => $"playbooks.receiver {tenant} {playbook}";
}

/// <summary>The module's statements in the control store: whose receiver a token is.</summary>
internal sealed class ReceiversDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("playbook_id, token_hash, sealed_secret, created_at, renewed_at");

    public Change Change() => control.Change();

    /// <summary>Whose a token is; null when nobody's.</summary>
    public Task<(TenantId Tenant, PlaybookReceiver Receiver)?> OfToken(byte[] hash, CancellationToken ct) => control.AcrossTenants().First<(TenantId, PlaybookReceiver)?>(
        $"select tenant_id, {Columns} from playbook_receiver where token_hash = {hash}", row => (row.Id<TenantId>(), Read(row)), ct);

    public Task<PlaybookReceiver?> Of(OpContext op, PlaybookId playbook, CancellationToken ct) =>
        control.First($"select {Columns} from playbook_receiver where tenant_id = {op.Tenant} and playbook_id = {playbook}", Read, ct);

    public static Task<PlaybookReceiver?> ForUpdate(Change change, PlaybookId playbook, CancellationToken ct) =>
        change.First($"select {Columns} from playbook_receiver where tenant_id = {change.Op.Tenant} and playbook_id = {playbook} for update", Read, ct);

    public static void Save(Change change, PlaybookReceiver r) => change.Add($"""
        insert into playbook_receiver (tenant_id, {Columns}) values ({change.Op.Tenant}, {r.Playbook}, {r.TokenHash}, {r.SealedSecret}, {r.CreatedAt}, {r.RenewedAt})
        on conflict (tenant_id, playbook_id) do update set token_hash = excluded.token_hash, sealed_secret = excluded.sealed_secret, renewed_at = excluded.renewed_at
        """);

    public static void Delete(Change change, PlaybookId playbook) => change.Add($"delete from playbook_receiver where tenant_id = {change.Op.Tenant} and playbook_id = {playbook}");

    /// <summary>The receiver of a playbook that is gone.</summary>
    public async Task Forget(PlaybookId playbook, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        Delete(change, playbook);
        await change.Commit(ct);
    }

    private static PlaybookReceiver Read(Row row) => new(row.Id<PlaybookId>(), row.Bytes(), row.Bytes(), row.Time(), row.Time());
}
