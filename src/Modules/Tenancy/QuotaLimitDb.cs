using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>The module's statements about tenants' own limits.</summary>
internal sealed class QuotaLimitDb(ControlSession control)
{
    /// <summary>What has changed since a moment, of all tenants; the oldest first.</summary>
    public Task<List<TenantLimitChange>> ChangedSince(DateTimeOffset moment, CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id, quota, most, expires_at, changed_at from tenant_quota where changed_at > {moment} order by changed_at",
        row => new TenantLimitChange(row.Id<TenantId>(), row.Text(), row.Group(2, own => new TenantLimit(own.Long(), own.TimeOrNull())), row.Time()),
        ct);

    /// <summary>A tenant's own limits, by the quotas' names.</summary>
    public static async Task<Dictionary<string, TenantLimit>> Of(IReads across, TenantId tenant, DateTimeOffset now, CancellationToken ct) => (await across.Query(
        $"select quota, most, expires_at from tenant_quota where tenant_id = {tenant} and most is not null and (expires_at is null or expires_at > {now})",
        row => (Quota: row.Text(), Limit: new TenantLimit(row.Long(), row.TimeOrNull())),
        ct)).ToDictionary(l => l.Quota, l => l.Limit, StringComparer.Ordinal);

    /// <summary>Sets a tenant's limits: those that are named, and no others.</summary>
    public static void Set(Change across, TenantId tenant, IReadOnlyDictionary<string, TenantLimit> limits, DateTimeOffset now)
    {
        string[] named = [.. limits.Keys];
        across.Add($"update tenant_quota set most = null, expires_at = null, changed_at = {now} where tenant_id = {tenant} and most is not null and quota <> all({named})");
        foreach (var (quota, limit) in limits)
        {
            across.Add($"""
                insert into tenant_quota (tenant_id, quota, most, expires_at, changed_at) values ({tenant}, {quota}, {limit.Most}, {limit.ExpiresAt}, {now})
                on conflict (tenant_id, quota) do update set most = excluded.most, expires_at = excluded.expires_at, changed_at = excluded.changed_at
                """);
        }
    }
}
