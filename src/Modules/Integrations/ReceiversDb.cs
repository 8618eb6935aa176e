using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>An address to which a product posts.</summary>
internal sealed record Receiver(ReceiverId Id, IntegrationId Integration, string Inbound, byte[] TokenHash, DateTimeOffset CreatedAt)
{
    /// <summary>What stands at the end of its address.</summary>
    public static AddressToken Tokens { get; } = new("hfn_");
}

/// <summary>The module's statements in the control store: whose receiver a token is.</summary>
internal sealed class ReceiversDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("id, integration_id, inbound, token_hash, created_at");

    public Change Change() => control.Change();

    /// <summary>Whose a token is; null when nobody's.</summary>
    public Task<(TenantId Tenant, Receiver Receiver)?> OfToken(byte[] hash, CancellationToken ct) => control.AcrossTenants().First<(TenantId, Receiver)?>(
        $"select tenant_id, {Columns} from integration_receiver where token_hash = {hash}", row => (row.Id<TenantId>(), Read(row)), ct);

    public Task<List<Receiver>> Of(OpContext op, IntegrationId integration, CancellationToken ct) =>
        control.Query($"select {Columns} from integration_receiver where tenant_id = {op.Tenant} and integration_id = {integration} order by id", Read, ct);

    public static Task<List<Receiver>> Of(Change change, IntegrationId integration, CancellationToken ct) =>
        change.Query($"select {Columns} from integration_receiver where tenant_id = {change.Op.Tenant} and integration_id = {integration} order by id for update", Read, ct);

    public static void Insert(Change change, Receiver receiver) => change.Add($"""
        insert into integration_receiver (tenant_id, {Columns})
        values ({change.Op.Tenant}, {receiver.Id}, {receiver.Integration}, {receiver.Inbound}, {receiver.TokenHash}, {receiver.CreatedAt})
        """);

    public static void Delete(Change change, ReceiverId id) => change.Add($"delete from integration_receiver where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>The receivers of an integration that is gone.</summary>
    public async Task Forget(OpContext op, IntegrationId integration, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"delete from integration_receiver where tenant_id = {op.Tenant} and integration_id = {integration}");
        await change.Commit(ct);
    }

    private static Receiver Read(Row row) => new(row.Id<ReceiverId>(), row.Id<IntegrationId>(), row.Text(), row.Bytes(), row.Time());
}
