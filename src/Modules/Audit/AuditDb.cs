using Holdfast.Modules.Audit.Domain;
using Holdfast.Modules.Audit.Features;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Audit;

/// <summary>The key of a tenant's log, its seed sealed.</summary>
internal sealed record StoredKey(string VerifierKey, byte[] SealedSeed);

/// <summary>The module's statements.</summary>
internal sealed class AuditDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("e.body, e.leaf_hash, p.position");

    public Change Change() => session.Change();

    /// <summary>Tenants with entries that have no place in the tree yet. The intake holds ids only, so it is read without a tenant.</summary>
    public static Task<List<TenantId>> Waiting(Store store, CancellationToken ct) =>
        store.Ask($"select distinct tenant_id from audit_intake limit 500", row => row.Id<TenantId>(0), ct);

    public static void Insert(Change change, AuditEntry entry)
    {
        var body = entry.Canonical();
        change.Add($"""
            with written as (
                insert into audit_entry (
                    tenant_id, id, at, category, severity, action, actor_id, actor_name, resource_type, resource_id, resource_name, outcome, body, leaf_hash, retain_until)
                values (
                    {entry.TenantId}, {entry.Id}, {entry.At}, {entry.Category}, {entry.Severity}, {entry.Action}, {entry.Actor.Id}, {entry.Actor.Name},
                    {entry.Resource.Type}, {entry.Resource.Id}, {entry.Resource.Name}, {entry.Outcome}, {body}, {MerkleHash.OfLeaf(body).ToArray()}, {entry.RetainUntil})
                returning tenant_id, id)
            insert into audit_intake (tenant_id, entry_id) select tenant_id, id from written
            """);
    }

    public Task<StoredEntry?> Entry(OpContext op, Guid id, CancellationToken ct) => session.First(
        $"""
        select {Columns} from audit_entry e left join audit_place p on p.tenant_id = e.tenant_id and p.entry_id = e.id
         where e.tenant_id = {op.Tenant} and e.id = {id}
        """,
        Read,
        ct);

    public Task<List<StoredEntry>> Search(OpContext op, AuditFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from audit_entry e left join audit_place p on p.tenant_id = e.tenant_id and p.entry_id = e.id
         where e.tenant_id = {op.Tenant}{Conditions(filter)} and ({page.After} is null or e.id < {page.After})
         order by e.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public Task<(long Size, string Note)> LatestCheckpoint(OpContext op, CancellationToken ct) => session.First(
        $"select size, note from audit_checkpoint where tenant_id = {op.Tenant} order by size desc limit 1",
        row => (row.GetInt64(0), row.GetString(1)),
        ct);

    public async Task<Dictionary<MerkleNodeId, MerkleHash>> Nodes(OpContext op, IReadOnlyList<MerkleNodeId> wanted, CancellationToken ct) =>
        (await session.Query(NodesSql(op.Tenant, wanted), ReadNode, ct)).ToDictionary(n => n.Id, n => n.Hash);

    public static async Task<Dictionary<MerkleNodeId, MerkleHash>> Nodes(Change change, IReadOnlyList<MerkleNodeId> wanted, CancellationToken ct) =>
        (await change.Query(NodesSql(change.Op.Tenant, wanted), ReadNode, ct)).ToDictionary(n => n.Id, n => n.Hash);

    public Task<string?> VerifierKey(OpContext op, CancellationToken ct) =>
        session.First($"select verifier_key from audit_key where tenant_id = {op.Tenant}", row => row.GetString(0), ct);

    /// <summary>Only one sequencer works on a tenant's tree: the lock is the transaction's.</summary>
    public static Task<bool> Lock(Change change, CancellationToken ct) => change.First(
        $"select pg_try_advisory_xact_lock(hashtextextended('audit', 0) # hashtextextended({change.Op.Tenant.ToString()}, 1)), {change.Op.Tenant} as tenant_id",
        row => row.GetBoolean(0),
        ct);

    public static Task<StoredKey?> Key(Change change, CancellationToken ct) => change.First(
        $"select verifier_key, sealed_seed from audit_key where tenant_id = {change.Op.Tenant}",
        row => new StoredKey(row.GetString(0), row.GetFieldValue<byte[]>(1)),
        ct);

    public static void Insert(Change change, StoredKey key, DateTimeOffset now) => change.Add($"""
        insert into audit_key (tenant_id, verifier_key, sealed_seed, created_at) values ({change.Op.Tenant}, {key.VerifierKey}, {key.SealedSeed}, {now})
        """);

    public static Task<long> Size(Change change, CancellationToken ct) => change.First(
        $"select coalesce(max(size), 0) from audit_checkpoint where tenant_id = {change.Op.Tenant}", row => row.GetInt64(0), ct);

    /// <summary>Takes entries out of the intake, oldest first.</summary>
    public static Task<List<(Guid Id, MerkleHash Leaf)>> Take(Change change, int limit, CancellationToken ct) => change.Query(
        $"""
        with taken as (
            delete from audit_intake where tenant_id = {change.Op.Tenant} and entry_id in (
                select entry_id from audit_intake where tenant_id = {change.Op.Tenant} order by entry_id limit {limit})
            returning tenant_id, entry_id)
        select e.id, e.leaf_hash from taken t join audit_entry e on e.tenant_id = t.tenant_id and e.id = t.entry_id order by e.id
        """,
        row => (row.GetGuid(0), new MerkleHash(row.GetFieldValue<byte[]>(1))),
        ct);

    public static void Place(Change change, long from, IReadOnlyList<(Guid Id, MerkleHash Leaf)> entries, IReadOnlyList<MerkleNode> nodes)
    {
        change.Add($"""
            insert into audit_place (tenant_id, position, entry_id)
            select {change.Op.Tenant}, {from} + ordinality - 1, entry_id from unnest({entries.Select(e => e.Id).ToArray()}) with ordinality as placed (entry_id, ordinality)
            """);
        change.Add($"""
            insert into audit_node (tenant_id, level, index, hash)
            select {change.Op.Tenant}, level, index, hash
              from unnest({nodes.Select(n => n.Id.Level).ToArray()}, {nodes.Select(n => n.Id.Index).ToArray()}, {nodes.Select(n => n.Hash.ToArray()).ToArray()}) as added (level, index, hash)
            """);
    }

    public static void Insert(Change change, long size, string note, DateTimeOffset now) =>
        change.Add($"insert into audit_checkpoint (tenant_id, size, note, at) values ({change.Op.Tenant}, {size}, {note}, {now})");

    private static Sql NodesSql(TenantId tenant, IReadOnlyList<MerkleNodeId> wanted) => $"""
        select n.level, n.index, n.hash
          from unnest({wanted.Select(n => n.Level).ToArray()}, {wanted.Select(n => n.Index).ToArray()}) as wanted (level, index)
          join audit_node n on n.tenant_id = {tenant} and n.level = wanted.level and n.index = wanted.index
        """;

    private static Sql Conditions(AuditFilter filter)
    {
        Sql conditions = $"";
        conditions = filter.Category is { } category ? $"{conditions} and e.category = {category}" : conditions;
        conditions = filter.Severity is { } severity ? $"{conditions} and e.severity = {severity}" : conditions;
        conditions = filter.Outcome is { } outcome ? $"{conditions} and e.outcome = {outcome}" : conditions;
        conditions = filter.Action is { } action ? $"{conditions} and e.action = {action}" : conditions;
        conditions = filter.ActorId is { } actor ? $"{conditions} and e.actor_id = {actor}" : conditions;
        conditions = filter.ResourceType is { } type ? $"{conditions} and e.resource_type = {type}" : conditions;
        conditions = filter.ResourceId is { } resource ? $"{conditions} and e.resource_id = {resource}" : conditions;
        conditions = filter.From is { } from ? $"{conditions} and e.at >= {from}" : conditions;
        conditions = filter.To is { } to ? $"{conditions} and e.at < {to}" : conditions;
        return filter.Q is { } q
            ? $"{conditions} and position(lower({q}) in lower(concat_ws(' ', e.action, e.actor_name, e.resource_type, e.resource_name))) > 0"
            : conditions;
    }

    private static StoredEntry Read(NpgsqlDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), new MerkleHash(row.GetFieldValue<byte[]>(1)), row.OrNull<long>(2));

    private static MerkleNode ReadNode(NpgsqlDataReader row) =>
        new(new MerkleNodeId(row.GetInt32(0), row.GetInt64(1)), new MerkleHash(row.GetFieldValue<byte[]>(2)));
}
