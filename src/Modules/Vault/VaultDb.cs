using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault;

/// <summary>A secret at rest.</summary>
/// <param name="DataKey">The version's own key, sealed by the key ring.</param>
/// <param name="Box">Nonce, ciphertext and tag under the data key.</param>
internal sealed record SecretRow(byte[] DataKey, byte[] Box);

/// <summary>The module's statements.</summary>
internal sealed class VaultDb(TenantSession session)
{
    public static void Insert(Change change, string name, int version, SecretRow row, DateTimeOffset setAt) => change.Add($"""
        insert into secret (tenant_id, name, version, data_key, ciphertext, set_at)
        values ({change.Op.Tenant}, {name}, {version}, {row.DataKey}, {row.Box}, {setAt})
        """);

    public static void DeleteBelow(Change change, string name, int version) =>
        change.Add($"delete from secret where tenant_id = {change.Op.Tenant} and name = {name} and version < {version}");

    public static void Delete(Change change, string name) => change.Add($"delete from secret where tenant_id = {change.Op.Tenant} and name = {name}");

    public Task<SecretRow?> Secret(OpContext op, string name, int version, CancellationToken ct) => session.First(
        $"select data_key, ciphertext from secret where tenant_id = {op.Tenant} and name = {name} and version = {version}",
        row => new SecretRow(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)),
        ct);
}
