using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Integrations.Feeding;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>Something that a product looks after.</summary>
internal sealed record Asset(
    AssetId Id, IntegrationId Integration, string Connector, string Key, string Title, bool IsActive, DateTimeOffset ChangedAt, DateTimeOffset SeenAt, ScopePath Place, System.Text.Json.JsonElement Record);

/// <summary>A known weakness of such a thing.</summary>
internal sealed record Vulnerability(
    VulnerabilityId Id, IntegrationId Integration, string Connector, string Key, string Title, SeverityId Severity, bool IsActive, DateTimeOffset ChangedAt, DateTimeOffset SeenAt, ScopePath Place, System.Text.Json.JsonElement Record);

/// <summary>Which assets or vulnerabilities a list holds; null members do not narrow it.</summary>
internal sealed record HoldingFilter(IntegrationId? Integration, SeverityId? Severity, bool? Active, Guid? Device, SearchText? Search);

/// <summary>The module's statements about assets and vulnerabilities.</summary>
internal sealed class HoldingsDb(TenantSession session)
{
    public Task<List<Asset>> Assets(OpContext op, HoldingFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select id, integration_id, connector, key, title, is_active, changed_at, seen_at, organization_id, group_id, device_id, record from asset
         where tenant_id = {op.Tenant}{Only(filter)}{Within(op)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        row => new Asset(row.Id<AssetId>(), row.Id<IntegrationId>(), row.Text(), row.Text(), row.Text(), row.Bool(), row.Time(), row.Time(), Place(row), row.JsonOrNull()!.Value),
        ct);

    public Task<List<Vulnerability>> Vulnerabilities(OpContext op, HoldingFilter filter, PageRequest page, CancellationToken ct)
    {
        Sql severity = filter.Severity is { } s ? $" and severity = {s}" : Sql.Empty;
        return session.Query(
            $"""
            select id, integration_id, connector, key, title, severity, is_active, changed_at, seen_at, organization_id, group_id, device_id, record from vulnerability
             where tenant_id = {op.Tenant}{severity}{Only(filter)}{Within(op)}{page.Below("id")}
             order by id desc limit {page.Limit + 1}
            """,
            row => new Vulnerability(
                row.Id<VulnerabilityId>(), row.Id<IntegrationId>(), row.Text(), row.Text(), row.Text(), row.Enum<SeverityId>(), row.Bool(), row.Time(), row.Time(), Place(row), row.JsonOrNull()!.Value),
            ct);
    }

    public static void StoreAssets(Change change, Source source, IReadOnlyList<Incoming> items, Guid[] ids, DateTimeOffset now)
    {
        var rows = new IncomingRows(items);
        change.Add($"""
            insert into asset (tenant_id, id, integration_id, connector, read, key, title, is_active, changed_at, seen_at, organization_id, group_id, device_id, record, data)
            select {change.Op.Tenant}, u.id, {source.Integration}, {source.Connector}, {source.Read}, u.key, u.title, u.active = 1, u.changed, {now},
                   u.organization::uuid, u.group_id::uuid, u.device::uuid, u.record::jsonb, u.data::jsonb
              from unnest({ids}, {rows.Keys}, {rows.Titles}, {rows.Active}, {rows.Changed}, {rows.Organizations}, {rows.Groups}, {rows.Devices}, {rows.Records}, {rows.Data})
                   as u (id, key, title, active, changed, organization, group_id, device, record, data)
            on conflict (tenant_id, integration_id, key) do update
               set title = excluded.title, is_active = excluded.is_active, changed_at = greatest(asset.changed_at, excluded.changed_at), seen_at = excluded.seen_at,
                   organization_id = excluded.organization_id, group_id = excluded.group_id, device_id = excluded.device_id, record = excluded.record, data = excluded.data
            """);
    }

    public static void StoreVulnerabilities(Change change, Source source, IReadOnlyList<Incoming> items, Guid[] ids, DateTimeOffset now)
    {
        var rows = new IncomingRows(items);
        var severities = items.Select(i => EnumText.Of(((VulnerabilityFinding)i.Item.Record).Severity)).ToArray();
        change.Add($"""
            insert into vulnerability (tenant_id, id, integration_id, connector, read, key, title, severity, is_active, changed_at, seen_at, organization_id, group_id, device_id, record, data)
            select {change.Op.Tenant}, u.id, {source.Integration}, {source.Connector}, {source.Read}, u.key, u.title, u.severity, u.active = 1, u.changed, {now},
                   u.organization::uuid, u.group_id::uuid, u.device::uuid, u.record::jsonb, u.data::jsonb
              from unnest({ids}, {rows.Keys}, {rows.Titles}, {severities}, {rows.Active}, {rows.Changed}, {rows.Organizations}, {rows.Groups}, {rows.Devices}, {rows.Records}, {rows.Data})
                   as u (id, key, title, severity, active, changed, organization, group_id, device, record, data)
            on conflict (tenant_id, integration_id, key) do update
               set title = excluded.title, severity = excluded.severity, is_active = excluded.is_active, changed_at = greatest(vulnerability.changed_at, excluded.changed_at),
                   seen_at = excluded.seen_at, organization_id = excluded.organization_id, group_id = excluded.group_id, device_id = excluded.device_id,
                   record = excluded.record, data = excluded.data
            """);
    }

    /// <summary>Of a read that holds all there is: what was not named in it is gone.</summary>
    public static void EndUnseen(Change change, Source source, ReadKind kind, DateTimeOffset from)
    {
        if (kind == ReadKind.Assets)
        {
            change.Add($"update asset set is_active = false where tenant_id = {change.Op.Tenant} and integration_id = {source.Integration} and read = {source.Read} and is_active and seen_at < {from}");
        }
        else
        {
            change.Add($"update vulnerability set is_active = false where tenant_id = {change.Op.Tenant} and integration_id = {source.Integration} and read = {source.Read} and is_active and seen_at < {from}");
        }
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static Sql Only(HoldingFilter filter)
    {
        Sql integration = filter.Integration is { } i ? $" and integration_id = {i}" : Sql.Empty;
        Sql active = filter.Active is { } a ? $" and is_active = {a}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $" and device_id = {d}" : Sql.Empty;
        var search = filter.Search is { } text ? text.In("title, key") : Sql.Empty;
        return $"{integration}{active}{device}{search}";
    }

    private static ScopePath Place(Row row) => new(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>());
}
