using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Statements about provisioning tokens; all in the control store.</summary>
internal sealed class ProvisioningTokenDb(ControlSession control)
{
    private static Sql Columns =>
        Sql.Constant("tenant_id, id, name, prefix, expires_at, rate_per_minute, created_by, created_at, revoked_at, last_used_at, last_used_from, version");

    public Change Change() => control.Change();

    /// <summary>The token of a text, before the tenant is known.</summary>
    public Task<ProvisioningToken?> OfText(byte[] hash, CancellationToken ct) => control.AcrossTenants().First(
        $"select {Columns} from provisioning_token where tenant_id is not null and hash = {hash}", Read, ct);

    public Task<List<ProvisioningToken>> Tokens(OpContext op, bool withRevoked, PageRequest page, CancellationToken ct)
    {
        var only = withRevoked ? Sql.Empty : Sql.Constant(" and revoked_at is null");
        return control.Query(
            $"select {Columns} from provisioning_token where tenant_id = {op.Tenant}{only}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);
    }

    public static Task<ProvisioningToken?> ForUpdate(Change change, ProvisioningTokenId id, CancellationToken ct) =>
        change.First($"select {Columns} from provisioning_token where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    /// <summary>How many there are that are not revoked; nobody else makes one until the change ends.</summary>
    public static async Task<long> Hold(Change change, CancellationToken ct)
    {
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended('provisioning-tokens ' || {change.Op.Tenant}::text, 0))", ct);
        return await change.First($"select count(*) from provisioning_token where tenant_id = {change.Op.Tenant} and revoked_at is null", row => row.Long(), ct);
    }

    public static void Insert(Change change, ProvisioningToken t, byte[] hash) => change.Add($"""
        insert into provisioning_token (tenant_id, id, name, prefix, hash, expires_at, rate_per_minute, created_by, created_at, version)
        values ({t.Tenant}, {t.Id}, {t.Name}, {t.Prefix}, {hash}, {t.ExpiresAt}, {t.RatePerMinute}, {t.CreatedBy}, {t.CreatedAt}, {t.Version})
        """);

    public static void Revoke(Change change, ProvisioningToken t) =>
        change.Add($"update provisioning_token set revoked_at = {t.RevokedAt}, version = {t.Version} where tenant_id = {t.Tenant} and id = {t.Id}");

    /// <summary>Writes down when and from where some of a tenant's were last used; that never goes back.</summary>
    public async Task NoteUses(OpContext op, KeyValuePair<Guid, KeyLastUse>[] used, CancellationToken ct)
    {
        var last = used.OrderBy(u => u.Key).ToArray();
        await using var change = control.For(op).Bookkeeping();
        change.Add($"""
            update provisioning_token t set last_used_at = l.at, last_used_from = l.address::inet
              from unnest({last.Select(l => l.Key).ToArray()}, {last.Select(l => l.Value.At).ToArray()}, {last.Select(l => l.Value.From?.ToString()).ToArray()}) l (id, at, address)
             where t.tenant_id = {op.Tenant} and t.id = l.id and (t.last_used_at is null or t.last_used_at < l.at)
            """);
        await change.Commit(ct);
    }

    private static ProvisioningToken Read(Row row)
    {
        var tenant = row.Id<TenantId>();
        return new ProvisioningToken(row.Id<ProvisioningTokenId>(), tenant, row.Text(), row.Text(), row.TimeOrNull(), row.OrNull<int>(), row.OrNull<Guid>(), row.Time())
        {
            RevokedAt = row.TimeOrNull(),
            LastUsedAt = row.TimeOrNull(),
            LastUsedFrom = row.Group(1, r => r.Get<IPAddress>()),
            Version = row.Long(),
        };
    }
}
