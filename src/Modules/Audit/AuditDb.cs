using Holdfast.Modules.Audit.Domain;
using Holdfast.Modules.Audit.Features;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Audit;

/// <summary>The key of a tenant's log, its seed sealed.</summary>
internal sealed record StoredKey(string VerifierKey, byte[] SealedSeed);

/// <summary>An entry without a place.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Body">What the tree is to hold; null when there is no such entry.</param>
/// <param name="LeafHash">Its hash as it was when it was committed.</param>
internal sealed record WaitingEntry(Guid Id, byte[]? Body, byte[]? LeafHash)
{
    /// <summary>The leaf, computed from what stands there now; null when that is not what was committed.</summary>
    public MerkleHash? Leaf => Body is not null && MerkleHash.OfLeaf(Body) is var leaf && leaf.ToArray().AsSpan().SequenceEqual(LeafHash) ? leaf : null;
}

/// <summary>Entries that have had no place for too long.</summary>
internal sealed record Unplaced(long Entries, long Tenants, DateTimeOffset Oldest, TenantId OldestOf);

/// <summary>The module's statements.</summary>
internal sealed class AuditDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("e.body, e.leaf_hash, p.position");

    public Change Change() => session.Change();

    /// <summary>Tenants of a database with entries that have no place in the tree yet, the longest waiting first.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Waiting(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"""
        with recursive waiting as (
            (select tenant_id from audit_intake where refused_at is null order by tenant_id limit 1)
            union all
            select next.tenant_id from waiting cross join lateral (
                select tenant_id from audit_intake where refused_at is null and tenant_id > waiting.tenant_id order by tenant_id limit 1) next)
        select tenant_id from waiting cross join lateral (
            select at from audit_intake i where i.tenant_id = waiting.tenant_id and refused_at is null order by entry_id limit 1) head
         where tenant_id <> all({wanted.ExceptIds}) order by at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>What has had no place for so long, in a database; null when nothing has.</summary>
    public static async Task<Unplaced?> Overdue(Database database, TimeSpan after, CancellationToken ct) => (await database.Ask(
        $"""
        select count(*), count(distinct tenant_id), min(at), (array_agg(tenant_id order by at))[1] from audit_intake where at <= now() - {after} having count(*) > 0
        """,
        row => new Unplaced(row.Long(), row.Long(), row.Time(), row.Id<TenantId>()),
        ct)).FirstOrDefault();

    public static Sql Insert(AuditEntry entry, byte[] body) => $"""
        insert into audit_entry (
            tenant_id, id, at, category, severity, action, actor_id, actor_name, resource_type, resource_id, resource_name, outcome, body, leaf_hash, retain_until,
            organization_id, group_id, device_id)
        values (
            {entry.TenantId}, {entry.Id}, {entry.At}, {entry.Category}, {entry.Severity}, {entry.Action}, {entry.Actor.Id}, {entry.Actor.Name},
            {entry.Resource.Type}, {entry.Resource.Id}, {entry.Resource.Name}, {entry.Outcome}, {body}, {MerkleHash.OfLeaf(body).ToArray()}, {entry.RetainUntil},
            {entry.Scope?.OrganizationId}, {entry.Scope?.GroupId}, {entry.Scope?.DeviceId})
        """;

    public Task<StoredEntry?> Entry(OpContext op, Guid id, CancellationToken ct) => session.First(
        $"""
        select {Columns} from audit_entry e left join audit_place p on p.tenant_id = e.tenant_id and p.entry_id = e.id
         where e.tenant_id = {op.Tenant} and e.id = {id}{Within(op)}
        """,
        Read,
        ct);

    public Task<List<StoredEntry>> Search(OpContext op, AuditFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from audit_entry e left join audit_place p on p.tenant_id = e.tenant_id and p.entry_id = e.id
         where e.tenant_id = {op.Tenant}{Conditions(filter)}{Within(op)}{page.Below("e.id")}
         order by e.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public Task<(long Size, string Note)> LatestCheckpoint(OpContext op, CancellationToken ct) => session.First(
        $"select size, note from audit_checkpoint where tenant_id = {op.Tenant} order by size desc limit 1",
        row => (row.Long(), row.Text()),
        ct);

    public Task<Dictionary<MerkleNodeId, MerkleHash>> Nodes(OpContext op, IReadOnlyList<MerkleNodeId> wanted, CancellationToken ct) => Nodes(session, op.Tenant, wanted, ct);

    /// <summary>How large a tenant's tree is, where it is read.</summary>
    public static Task<long> Size(IReads reads, TenantId tenant, CancellationToken ct) =>
        reads.First($"select coalesce(max(size), 0), {tenant} as tenant_id from audit_checkpoint where tenant_id = {tenant}", row => row.Long(), ct);

    public static async Task<Dictionary<MerkleNodeId, MerkleHash>> Nodes(IReads reads, TenantId tenant, IReadOnlyList<MerkleNodeId> wanted, CancellationToken ct) =>
        (await reads.Query(NodesSql(tenant, wanted), ReadNode, ct)).ToDictionary(n => n.Id, n => n.Hash);

    public Task<string?> VerifierKey(OpContext op, CancellationToken ct) =>
        session.First($"select verifier_key from audit_key where tenant_id = {op.Tenant}", row => row.Text(), ct);

    /// <summary>Only one sequencer works on a tenant's tree: the lock is the transaction's.</summary>
    public static Task<bool> Lock(Change change, CancellationToken ct) => change.First(
        $"select pg_try_advisory_xact_lock(hashtextextended('audit', 0) # hashtextextended({change.Op.Tenant.ToString()}, 1)), {change.Op.Tenant} as tenant_id",
        row => row.Bool(),
        ct);

    public static Task<StoredKey?> Key(Change change, CancellationToken ct) => change.First(
        $"select verifier_key, sealed_seed from audit_key where tenant_id = {change.Op.Tenant}",
        row => new StoredKey(row.Text(), row.Bytes()),
        ct);

    public static void Insert(Change change, StoredKey key, DateTimeOffset now) => change.Add($"""
        insert into audit_key (tenant_id, verifier_key, sealed_seed, created_at) values ({change.Op.Tenant}, {key.VerifierKey}, {key.SealedSeed}, {now})
        """);

    /// <summary>How large the tree is, and when its last checkpoint was signed; null when there is none.</summary>
    public static Task<(long Size, DateTimeOffset? At)> Size(Change change, CancellationToken ct) => change.First(
        $"select size, at from audit_checkpoint where tenant_id = {change.Op.Tenant} order by size desc limit 1", row => (row.Long(), (DateTimeOffset?)row.Time()), ct);

    /// <summary>Thins checkpoints that are older than all are kept to the last of each day; by the owner's function, since nothing else may delete one.</summary>
    public static Task Thin(Change change, TimeSpan keep, CancellationToken ct) =>
        change.First($"select thin_audit_checkpoints({keep}), {change.Op.Tenant} as tenant_id", row => row.Int(), ct);

    /// <summary>What waits in the intake, oldest first; it leaves the intake when it gets its place.</summary>
    public static Task<List<WaitingEntry>> Waiting(Change change, int limit, CancellationToken ct) => change.Query(
        $"""
        select i.entry_id, e.body, e.leaf_hash
          from audit_intake i left join audit_entry e on e.tenant_id = i.tenant_id and e.id = i.entry_id
         where i.tenant_id = {change.Op.Tenant} and i.refused_at is null order by i.entry_id limit {limit}
        """,
        row => new WaitingEntry(row.Uuid(), row.BytesOrNull(), row.BytesOrNull()),
        ct);

    /// <summary>Leaves an entry in the intake for the operator: it is not what was committed.</summary>
    public static void Refuse(Change change, Guid entry, DateTimeOffset now) =>
        change.Add($"update audit_intake set refused_at = {now} where tenant_id = {change.Op.Tenant} and entry_id = {entry}");

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

    private static Sql Within(OpContext op) => op.Reach.Narrow("e.organization_id", "e.group_id", "e.device_id");

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

    private static StoredEntry Read(Row row) =>
        new(row.Bytes(), new MerkleHash(row.Bytes()), row.OrNull<long>());

    private static MerkleNode ReadNode(Row row) =>
        new(new MerkleNodeId(row.Int(), row.Long()), new MerkleHash(row.Bytes()));
}
