using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy.Placing;

/// <summary>Where tenants are, and those that are on their way.</summary>
internal sealed class PlacementDb(ControlSession control)
{
    /// <summary>Those of some tenants that are there, have a place, or are on their way to one.</summary>
    public async Task<IReadOnlySet<TenantId>> Known(Guid[] some, CancellationToken ct) => (await control.AcrossTenants().Query(
        $"""
        select tenant_id from tenant where tenant_id = any({some})
        union select tenant_id from tenant_relocation where tenant_id = any({some}) and ended_at is null
        """,
        row => row.Id<TenantId>(),
        ct)).ToHashSet();

    private static Sql Columns => Sql.Constant(
        """
        tenant_id, id, from_kind, from_database, from_schema, to_kind, to_database, to_schema, state, asked_in, asked_at, started_at, paused_at, opened_at, ended_at,
        tables_done, tables, rows_copied, rows_after, is_cancelled, error
        """);

    /// <summary>A change in the control store that sees all of it and is no tenant's: what it says in one is carried there, which may be closed at the moment.</summary>
    public Change ChangeAcross()
    {
        var op = control.Op.In(default);
        op.Connections.IsBackground = control.Op.Connections.IsBackground;
        return control.For(op).AcrossTenants().Bookkeeping();
    }

    /// <summary>Where a tenant is, and since when if that is a place of its own.</summary>
    public Task<(Place Place, DateTimeOffset? Since)> Place(TenantId tenant, CancellationToken ct) => Placements.Of(control.AcrossTenants(), tenant, ct);

    /// <summary>A tenant's last relocation, under way or over.</summary>
    public Task<Relocation?> Last(TenantId tenant, CancellationToken ct) => Last(control.AcrossTenants(), tenant, ct);

    public static Task<Relocation?> Last(IReads across, TenantId tenant, CancellationToken ct) =>
        across.First($"select {Columns} from tenant_relocation where tenant_id = {tenant} order by id desc limit 1", Read, ct);

    /// <summary>Moves that nobody is at, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Waiting(WorkQuery wanted, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select tenant_id, id from tenant_relocation
         where ended_at is null and (until is null or until < now()) and tenant_id <> all({wanted.ExceptIds})
         order by asked_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>How many tenants are on their way to places of their own.</summary>
    public static Task<long> UnderWay(Change across, CancellationToken ct) =>
        across.First($"select count(*) from tenant_relocation where tenant_id is not null and ended_at is null and to_kind <> {PlacementKind.Shared}", row => row.Long(), ct);

    /// <summary>Who is on the way to a database.</summary>
    public static Task<List<(TenantId Tenant, PlacementKind Kind)>> UnderWayTo(Change across, string database, CancellationToken ct) => across.Query(
        $"select tenant_id, to_kind from tenant_relocation where ended_at is null and to_database = {database} and to_kind <> {PlacementKind.Shared}",
        row => (row.Id<TenantId>(), row.Enum<PlacementKind>()),
        ct);

    public static void Insert(Change across, Relocation relocation) => across.Add($"""
        insert into tenant_relocation (tenant_id, id, from_kind, from_database, from_schema, to_kind, to_database, to_schema, state, asked_in, asked_at)
        values ({relocation.Tenant}, {relocation.Id}, {relocation.From.Kind}, {relocation.From.Database}, {relocation.From.Schema}, {relocation.To.Kind}, {relocation.To.Database}, {relocation.To.Schema},
                {relocation.State}, {relocation.AskedIn}, {relocation.AskedAt})
        """);

    /// <summary>Somebody thinks better of it; null when there is none that could be cancelled.</summary>
    public static Task<Relocation?> Cancel(Change across, TenantId tenant, CancellationToken ct) => across.First(
        $"""
        update tenant_relocation set is_cancelled = true
         where tenant_id = {tenant} and ended_at is null and state in ('WAITING', 'PREPARING', 'COPYING', 'CATCHING_UP', 'PAUSED')
        returning {Columns}
        """,
        Read,
        ct);

    /// <summary>Takes a relocation for a process, or keeps it; null when another one has it, or it has ended.</summary>
    public async Task<Relocation?> Hold(TenantId tenant, Guid id, Guid holder, TimeSpan length, CancellationToken ct)
    {
        await using var change = ChangeAcross();
        var held = await change.First(
            $"""
            update tenant_relocation set holder = {holder}, until = now() + {length}, started_at = coalesce(started_at, now())
             where tenant_id = {tenant} and id = {id} and ended_at is null and (holder = {holder} or until is null or until < now())
            returning {Columns}
            """,
            Read,
            ct);
        await change.Commit(ct);
        return held;
    }

    /// <summary>Lets others have it at once.</summary>
    public async Task Release(TenantId tenant, Guid id, Guid holder)
    {
        await using var change = ChangeAcross();
        change.Add($"update tenant_relocation set until = null where tenant_id = {tenant} and id = {id} and holder = {holder}");
        await change.Commit(CancellationToken.None);
    }

    /// <summary>Writes down how far it has come; false when it is this process's no more.</summary>
    public static async Task<bool> Save(Change across, Relocation relocation, Guid holder, CancellationToken ct) => await across.Execute(
        $"""
        update tenant_relocation
           set state = {relocation.State}, paused_at = {relocation.PausedAt}, opened_at = {relocation.OpenedAt}, ended_at = {relocation.EndedAt}, tables_done = {relocation.TablesDone},
               tables = {relocation.Tables}, rows_copied = {relocation.RowsCopied}, rows_after = {relocation.RowsAfter}, error = {relocation.Error}
         where tenant_id = {relocation.Tenant} and id = {relocation.Id} and holder = {holder} and until > now() and ended_at is null
        """,
        ct) == 1;

    private static Relocation Read(Row row) => new(
        row.Id<TenantId>(),
        row.Uuid(),
        new Place(row.Enum<PlacementKind>(), row.Text(), row.Text()),
        new Place(row.Enum<PlacementKind>(), row.Text(), row.Text()),
        row.Enum<RelocationState>(),
        row.Id<TenantId>(),
        row.Time())
    {
        StartedAt = row.TimeOrNull(),
        PausedAt = row.TimeOrNull(),
        OpenedAt = row.TimeOrNull(),
        EndedAt = row.TimeOrNull(),
        TablesDone = row.Int(),
        Tables = row.Int(),
        RowsCopied = row.Long(),
        RowsAfter = row.Long(),
        IsCancelled = row.Bool(),
        Error = row.TextOrNull(),
    };
}
