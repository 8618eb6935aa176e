using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access;

/// <summary>What was asked with a key of one operation on one day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Operation">As <c>module.feature</c>.</param>
/// <param name="Counts">How often.</param>
internal sealed record KeyUseOfDay(DateOnly Day, string Operation, KeyCounts Counts);

/// <summary>Statements about keys; all in the control store.</summary>
internal sealed class ApiKeyDb(ControlSession control)
{
    private const int AtATime = 5000;

    public static Quota Quota { get; } = new("api_keys", "Keys of programs that may come in.");

    private static Sql Columns => Sql.Constant("""
        id, tenant_id, name, prefix, mode, permissions, organization_id, group_id, device_id, expires_at, rate_per_minute, networks::text[], created_by, created_at,
        replaced_until, revoked_at, revoked_for, last_used_at, last_used_from, version
        """);

    public Change Change() => control.Change();

    public Change ChangeFor(OpContext op) => control.For(op).Change();

    /// <summary>The key of a text, and whether the text is the one before its last rotation; before the tenant is known.</summary>
    public Task<(ApiKey Key, bool IsReplaced)?> OfText(byte[] hash, DateTimeOffset now, CancellationToken ct) => control.AcrossTenants().First(
        $"""
        select {Columns}, hash <> {hash} from api_key
         where tenant_id is not null and (hash = {hash} or (replaced_hash = {hash} and replaced_until > {now}))
        """,
        row => ((ApiKey, bool)?)(Read(row), row.Bool()),
        ct);

    public Task<ApiKey?> Key(OpContext op, ApiKeyId id, CancellationToken ct) =>
        control.First($"select {Columns} from api_key where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<ApiKey?> ForUpdate(Change change, ApiKeyId id, CancellationToken ct) =>
        change.First($"select {Columns} from api_key where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>Whoever asks has shown the key itself.</summary>
    public static Task<ApiKey?> AnywhereForUpdate(Change change, ApiKeyId id, CancellationToken ct) =>
        change.First($"select {Columns} from api_key where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    /// <summary>Those of some that there are, wherever they hang.</summary>
    public Task<List<ApiKey>> Keys(OpContext op, Guid[] some, CancellationToken ct) =>
        control.Query($"select {Columns} from api_key where tenant_id = {op.Tenant} and id = any({some})", Read, ct);

    public Task<List<ApiKey>> Keys(OpContext op, bool withRevoked, PageRequest page, CancellationToken ct)
    {
        var only = withRevoked ? Sql.Empty : Sql.Constant(" and revoked_at is null");
        return control.Query(
            $"select {Columns} from api_key where tenant_id = {op.Tenant}{only}{Within(op)}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);
    }

    public static void Insert(Change change, ApiKey key, byte[] hash) => change.Add($"""
        insert into api_key (tenant_id, id, name, prefix, mode, hash, permissions, organization_id, group_id, device_id, expires_at, rate_per_minute, networks, created_by, created_at, version)
        values ({key.Tenant}, {key.Id}, {key.Name}, {key.Prefix}, {key.Mode}, {hash}, {key.Permissions.ToArray()}, {key.Place.Organization}, {key.Place.Group}, {key.Place.Device}, {key.ExpiresAt},
                {key.RatePerMinute}, {key.Networks.Select(n => n.ToString()).ToArray()}::cidr[], {key.CreatedBy}, {key.CreatedAt}, {key.Version})
        """);

    /// <summary>Gives a key another text; the hash of the one before stays for as long as it is good.</summary>
    public static void Rotate(Change change, ApiKey key, byte[] hash) => change.Add($"""
        update api_key
           set replaced_hash = case when {key.ReplacedUntil} is not null then hash end, replaced_until = {key.ReplacedUntil}, hash = {hash}, prefix = {key.Prefix}, version = {key.Version}
         where tenant_id = {key.Tenant} and id = {key.Id}
        """);

    public static void Revoke(Change change, ApiKey key) => change.Add($"""
        update api_key
           set revoked_at = {key.RevokedAt}, revoked_for = {key.RevokedFor}, replaced_hash = null, replaced_until = null, version = {key.Version}
         where tenant_id = {key.Tenant} and id = {key.Id}
        """);

    /// <summary>Adds what was counted of a tenant's keys. A key that is gone meanwhile is passed over; the last use never goes back.</summary>
    public async Task AddUses(OpContext op, KeyValuePair<KeyUse, KeyCounts>[] counted, KeyValuePair<Guid, KeyLastUse>[] used, CancellationToken ct)
    {
        var uses = counted.OrderBy(c => c.Key.Key).ThenBy(c => c.Key.Day).ThenBy(c => c.Key.Operation, StringComparer.Ordinal).ToArray();
        var last = used.OrderBy(u => u.Key).ToArray();
        await using var change = control.For(op).Bookkeeping();
        change.Add($"""
            with counted as (
                insert into api_key_use (tenant_id, key_id, day, operation, requests, refusals)
                select {op.Tenant}, u.key_id, u.day::date, u.operation, u.requests, u.refusals
                  from unnest({uses.Select(u => u.Key.Key).ToArray()}, {uses.Select(u => u.Key.Day.ToString("O")).ToArray()}, {uses.Select(u => u.Key.Operation).ToArray()},
                              {uses.Select(u => u.Value.Requests).ToArray()}, {uses.Select(u => u.Value.Refusals).ToArray()}) u (key_id, day, operation, requests, refusals)
                  join api_key k on k.tenant_id = {op.Tenant} and k.id = u.key_id
                on conflict (tenant_id, key_id, day, operation) do update
                   set requests = api_key_use.requests + excluded.requests, refusals = api_key_use.refusals + excluded.refusals)
            update api_key k set last_used_at = l.at, last_used_from = l.address::inet
              from unnest({last.Select(l => l.Key).ToArray()}, {last.Select(l => l.Value.At).ToArray()}, {last.Select(l => l.Value.From?.ToString()).ToArray()}) l (key_id, at, address)
             where k.tenant_id = {op.Tenant} and k.id = l.key_id and (k.last_used_at is null or k.last_used_at < l.at)
            """);
        await change.Commit(ct);
    }

    /// <summary>The uses of a key since a day, newest first.</summary>
    public Task<List<KeyUseOfDay>> Uses(OpContext op, ApiKeyId key, DateOnly since, CancellationToken ct) => control.Query(
        $"""
        select day, operation, requests, refusals from api_key_use
         where tenant_id = {op.Tenant} and key_id = {key} and day >= {since.ToString("O")}::date
         order by day desc, operation
        """,
        row => new KeyUseOfDay(row.Get<DateOnly>(), row.Text(), new KeyCounts(row.Long(), row.Long())),
        ct);

    public async Task PruneUses(DateTimeOffset before, CancellationToken ct)
    {
        int removed;
        do
        {
            await using var change = control.AcrossTenants().Bookkeeping();
            removed = await change.Execute(
                $"""
                delete from api_key_use
                 where tenant_id is not null and ctid = any(array(
                       select ctid from api_key_use where tenant_id is not null and day < ({before} at time zone 'utc')::date order by day limit {AtATime}))
                """,
                ct);
            await change.Commit(ct);
        }
        while (removed == AtATime);
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static ApiKey Read(Row row)
    {
        var id = row.Id<ApiKeyId>();
        return new ApiKey(
            id,
            row.Id<TenantId>(),
            row.Text(),
            row.Text(),
            row.Enum<ApiKeyMode>(),
            row.Get<string[]>(),
            new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
            row.TimeOrNull(),
            row.OrNull<int>(),
            [.. row.Get<string[]>().Select(IPNetwork.Parse)],
            row.OrNull<Guid>(),
            row.Time())
        {
            ReplacedUntil = row.TimeOrNull(),
            RevokedAt = row.TimeOrNull(),
            RevokedFor = row.EnumOrNull<RevokedReason>(),
            LastUsedAt = row.TimeOrNull(),
            LastUsedFrom = row.Group(1, r => r.Get<IPAddress>()),
            Version = row.Long(),
        };
    }
}
