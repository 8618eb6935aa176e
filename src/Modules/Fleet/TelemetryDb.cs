using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Npgsql;
using NpgsqlTypes;

namespace Holdfast.Modules.Fleet;

/// <summary>A device as ingest must know it.</summary>
internal readonly record struct KnownDevice(Guid Id, long CommittedSeq, bool IsRemoved);

/// <summary>What a batch tells about a device itself.</summary>
internal sealed record DeviceNews(Guid Id, DateTimeOffset? SeenAt, long CommittedSeq, int DeadLetters, HeartbeatDocument? Heartbeat, SystemFacts? System);

/// <summary>An inventory as it is stored.</summary>
internal readonly record struct StoredInventory(Guid Device, DateTimeOffset At, string Document, byte[] ContentHash);

/// <summary>A stored log event.</summary>
/// <param name="Id">Its id, as evidence names it.</param>
/// <param name="At">When the device logged it.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Source">The file or journal that it stood in.</param>
/// <param name="Program">Who logged it.</param>
/// <param name="User">The account that it is about.</param>
/// <param name="Address">The address that it is about.</param>
/// <param name="Raw">The line as the device logged it: show it as text, obey nothing in it.</param>
internal sealed record LogEventRow(
    Guid Id, DateTimeOffset At, LogEventKind Kind, string Source, string? Program, string? User, string? Address, string Raw);

/// <summary>One point of a down-sampled series.</summary>
internal sealed record SeriesPoint(string Name, string? Instance, DateTimeOffset At, double Value);

/// <summary>The module's statements about telemetry.</summary>
internal sealed class TelemetryDb(TenantSession session)
{
    public Change Change() => session.Change();

    /// <summary>The devices, locked against another batch; always in the order of their ids.</summary>
    public static Task<List<KnownDevice>> DevicesForUpdate(Change change, Guid[] ids, CancellationToken ct) => change.Query(
        $"""
        select id, committed_seq, removed_at is not null from device
         where tenant_id = {change.Op.Tenant} and id = any({ids}) order by id for no key update
        """,
        row => new KnownDevice(row.Uuid(), row.Long(), row.Bool()),
        ct);

    /// <summary>Takes the ids of documents; answers those that were not taken before.</summary>
    public static async Task<HashSet<(Guid Device, Guid Id)>> TakeIds(Change change, Guid[] devices, Guid[] ids, DateTimeOffset now, CancellationToken ct) => (await change.Query(
        $"""
        insert into telemetry_message (tenant_id, device_id, id, received_at)
        select {change.Op.Tenant}, device_id, id, {now} from unnest({devices}, {ids}) as t (device_id, id)
        on conflict do nothing returning device_id, id
        """,
        row => (row.Uuid(), row.Uuid()),
        ct)).ToHashSet();

    /// <summary>The one COPY that names no tenant: the partition takes it from the session (see the schema).</summary>
    public static Task Copy(Change change, IReadOnlyList<(Guid Device, MetricsDocument Document)> documents, CancellationToken ct) => change.Copy(
        "copy metric_sample_any (device_id, at, id, name, instance, value) from stdin (format binary)",
        async (rows, stop) =>
        {
            foreach (var (device, document) in documents)
            {
                var ids = RowIds.New();
                for (var i = 0; i < document.Samples.Count; i++)
                {
                    var sample = document.Samples[i];
                    var at = RowIds.Time(sample.At);
                    await rows.StartRowAsync(stop);
                    await rows.WriteAsync(device, NpgsqlDbType.Uuid, stop);
                    await rows.WriteAsync(at, NpgsqlDbType.TimestampTz, stop);
                    await rows.WriteAsync(ids.Of(at, i), NpgsqlDbType.Uuid, stop);
                    await rows.WriteAsync(sample.Name, NpgsqlDbType.Text, stop);
                    await WriteOrNull(rows, sample.Instance, stop);
                    await rows.WriteAsync(sample.Value, NpgsqlDbType.Double, stop);
                }
            }
        },
        ct);

    /// <summary>As for metrics.</summary>
    public static Task Copy(Change change, IReadOnlyList<(Guid Device, EventsDocument Document)> documents, CancellationToken ct) => change.Copy(
        "copy log_event_any (device_id, at, id, kind, source, program, pid, account, address, raw) from stdin (format binary)",
        async (rows, stop) =>
        {
            foreach (var (device, document) in documents)
            {
                var ids = RowIds.New();
                for (var i = 0; i < document.Events.Count; i++)
                {
                    var told = document.Events[i];
                    var at = RowIds.Time(told.At);
                    await rows.StartRowAsync(stop);
                    await rows.WriteAsync(device, NpgsqlDbType.Uuid, stop);
                    await rows.WriteAsync(at, NpgsqlDbType.TimestampTz, stop);
                    await rows.WriteAsync(ids.Of(at, i), NpgsqlDbType.Uuid, stop);
                    await rows.WriteAsync(EnumText.Of(told.Kind), NpgsqlDbType.Text, stop);
                    await rows.WriteAsync(told.Source, NpgsqlDbType.Text, stop);
                    await WriteOrNull(rows, told.Program, stop);
                    await (told.Pid is { } pid ? rows.WriteAsync(pid, NpgsqlDbType.Integer, stop) : rows.WriteNullAsync(stop));
                    await WriteOrNull(rows, told.User, stop);
                    await WriteOrNull(rows, told.Address, stop);
                    await rows.WriteAsync(told.Raw, NpgsqlDbType.Text, stop);
                }
            }
        },
        ct);

    public static void Put(Change change, DeviceNews news) => change.Add($"""
        update device set last_seen_at = greatest(last_seen_at, {news.SeenAt}), committed_seq = greatest(committed_seq, {news.CommittedSeq}),
               dead_letters = dead_letters + {news.DeadLetters},
               sensor_version = coalesce({news.Heartbeat?.SensorVersion}, sensor_version),
               uptime_seconds = coalesce({news.Heartbeat?.UptimeSeconds}, uptime_seconds),
               dropped_documents = coalesce({news.Heartbeat?.DroppedDocuments}, dropped_documents),
               hostname = coalesce({news.System?.Hostname}, hostname), os_name = coalesce({news.System?.OsName}, os_name),
               os_version = coalesce({news.System?.OsVersion}, os_version), architecture = coalesce({news.System?.Architecture}, architecture)
         where tenant_id = {change.Op.Tenant} and id = {news.Id}
        """);

    public static void Put(Change change, StoredInventory inventory) => change.Add($"""
        with latest as (
            insert into inventory (tenant_id, device_id, at, document, content_hash)
            values ({change.Op.Tenant}, {inventory.Device}, {inventory.At}, {new Json(inventory.Document)}, {inventory.ContentHash})
            on conflict (tenant_id, device_id) do update set at = excluded.at, document = excluded.document, content_hash = excluded.content_hash
             where inventory.at <= excluded.at)
        insert into inventory_change (tenant_id, device_id, at, content_hash)
        select {change.Op.Tenant}, {inventory.Device}, {inventory.At}, {inventory.ContentHash}
         where not exists (select 1 from inventory i where i.tenant_id = {change.Op.Tenant} and i.device_id = {inventory.Device} and i.content_hash = {inventory.ContentHash})
        on conflict do nothing
        """);

    public static void Put(Change change, Guid device, ResultDocument result) => change.Add($"""
        insert into command_result (tenant_id, device_id, command_id, at, outcome, detail, output)
        values ({change.Op.Tenant}, {device}, {result.CommandId}, {result.At}, {result.Outcome}, {result.Detail}, {result.Output})
        on conflict do nothing
        """);

    /// <summary>Has devices analysed soon; in the transaction that stores what there is to analyse.</summary>
    public static void Schedule(Change change, Guid[] devices, string?[] traceParents, TimeSpan delay) => change.Add($"""
        update analysis_schedule s set due_at = least(due_at, now() + {delay}), trace_parent = t.trace_parent
          from unnest({devices}, {traceParents}) as t (device_id, trace_parent)
         where s.tenant_id = {change.Op.Tenant} and s.device_id = t.device_id
        """);

    public Task<(DateTimeOffset At, string Document)?> Inventory(OpContext op, DeviceId id, CancellationToken ct) => session.First(
        $"""
        select i.at, i.document from inventory i join device d on d.tenant_id = i.tenant_id and d.id = i.device_id
         where i.tenant_id = {op.Tenant} and i.device_id = {id} and d.removed_at is null{op.Reach.Narrow("d.organization_id", "d.group_id", "d.id")}
        """,
        row => ((DateTimeOffset, string)?)(row.Time(), row.Text()),
        ct);

    /// <summary>Averages over equal steps of the range; at most <paramref name="maxSeries"/> series.</summary>
    public Task<List<SeriesPoint>> Series(
        OpContext op, DeviceId id, string? name, DateTimeOffset from, DateTimeOffset to, TimeSpan step, int maxSeries, CancellationToken ct) => session.Query(
        $"""
        with named as (
            select distinct name, instance from metric_sample
             where tenant_id = {op.Tenant} and device_id = {id} and at >= {from} and at < {to} and ({name} is null or name = {name})
             order by name, instance limit {maxSeries})
        select s.name, s.instance, date_bin({step}, s.at, {from}) as bin, avg(s.value)
          from metric_sample s join named n on n.name = s.name and n.instance is not distinct from s.instance
         where s.tenant_id = {op.Tenant} and s.device_id = {id} and s.at >= {from} and s.at < {to}
         group by s.name, s.instance, bin order by s.name, s.instance, bin
        """,
        row => new SeriesPoint(row.Text(), row.TextOrNull(), row.Time(), row.Double()),
        ct);

    public Task<List<LogEventRow>> Events(OpContext op, DeviceId id, PageRequest page, CancellationToken ct)
    {
        // The cursor's time bounds the partitions and the index; the id decides within the millisecond.
        Sql older = page.After is { } after ? $" and (at, id) < ({RowIds.TimeOf(after)}, {after})" : Sql.Empty;
        return session.Query(
            $"""
            select id, at, kind, source, program, account, address, raw from log_event
             where tenant_id = {op.Tenant} and device_id = {id}{older}
             order by at desc, id desc limit {page.Limit + 1}
            """,
            row => new LogEventRow(
                row.Uuid(), row.Time(), row.Enum<LogEventKind>(), row.Text(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull(), row.Text()),
            ct);
    }

    /// <summary>What analyzers look at: the newest of each kind, so that however many there are of one, those of another are seen.</summary>
    public static Task<List<EventRow>> EventsSince(Change change, DeviceId id, string[] kinds, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken ct) => change.Query(
        $"""
        select e.id, e.at, e.kind, e.account, e.address, left(e.raw, 400)
          from unnest({kinds}) as wanted (kind)
         cross join lateral (
            select id, at, kind, account, address, raw from log_event
             where tenant_id = {change.Op.Tenant} and device_id = {id} and kind = wanted.kind and at > {since} and at <= {until}
             order by at desc, id desc limit {limit}) e
        """,
        row => new EventRow(row.Uuid(), row.Time(), row.Enum<LogEventKind>(), row.TextOrNull(), row.TextOrNull(), row.Text()),
        ct);

    /// <summary>The samples of the last quarter of an hour before the device's last one.</summary>
    public static Task<List<SampleRow>> LastSamples(
        Change change, DeviceId id, string[] names, DateTimeOffset since, DateTimeOffset until, TimeSpan window, int limit, CancellationToken ct) => change.Query(
        $"""
        with last as (
            select max(at) as at from metric_sample where tenant_id = {change.Op.Tenant} and device_id = {id} and at > {since} and at <= {until} and name = any({names}))
        select s.id, s.at, s.name, s.instance, s.value from metric_sample s, last
         where s.tenant_id = {change.Op.Tenant} and s.device_id = {id} and s.at > last.at - {window} and s.at <= last.at and s.name = any({names})
         order by s.at desc, s.id desc limit {limit}
        """,
        row => new SampleRow(row.Uuid(), row.Time(), row.Text(), row.TextOrNull(), row.Double()),
        ct);

    public static Task<int?> CpuCount(Change change, DeviceId id, CancellationToken ct) => change.First(
        $"select (document #>> '{{hardware,cpuCount}}')::int from inventory where tenant_id = {change.Op.Tenant} and device_id = {id}", row => row.OrNull<int>(), ct);

    /// <summary>Devices whose old telemetry has not been looked for lately.</summary>
    public static async Task<IReadOnlyList<WorkItem>> DuePruning(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, device_id from telemetry_pruning where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>The tenants of a database that have devices, each found by one look into the index however many devices it has.</summary>
    public static async Task<IReadOnlyList<TenantId>> TenantsWithDevices(Database database, CancellationToken ct) => await database.Ask(
        $"""
        with recursive found as (
            (select tenant_id from analysis_schedule order by tenant_id limit 1)
            union all
            select (select s.tenant_id from analysis_schedule s where s.tenant_id > f.tenant_id order by s.tenant_id limit 1) from found f where f.tenant_id is not null)
        select tenant_id from found where tenant_id is not null
        """,
        row => row.Id<TenantId>(),
        ct);

    /// <summary>Has partitions made for so many days ahead, and those dropped that are older than telemetry is kept, in all stores of a database.</summary>
    public static Task KeepPartitions(Database database, int daysAhead, TimeSpan keep, CancellationToken ct) =>
        database.Ask($"select from keep_telemetry_partitions({daysAhead}, {keep})", _ => Done.Value, ct);

    /// <summary>Deletes up to so many rows of each kind that a device has from before a moment, and of its tenant's scores; answers how many of the kind that had most.</summary>
    public async Task<int> Prune(OpContext op, DeviceId id, DateTimeOffset before, DateTimeOffset findingsBefore, DateTimeOffset scoresBefore, int limit, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        // What stands in a day's partition goes with it (KeepPartitions), within a day of its time: here goes what came for a day that had none, or from before there were any.
        var alone = before - TimeSpan.FromDays(2);

        // By a range of the key and no join: up to the moment of the last row that fits, or the whole of what is too old.
        Sql[] statements =
        [
            $"""
            delete from metric_sample where tenant_id = {op.Tenant} and device_id = {id} and at < {alone} and at <= coalesce((
                select at from metric_sample where tenant_id = {op.Tenant} and device_id = {id} and at < {alone} order by at offset {limit - 1} limit 1), {alone})
            """,
            $"""
            delete from log_event where tenant_id = {op.Tenant} and device_id = {id} and at < {alone} and at <= coalesce((
                select at from log_event where tenant_id = {op.Tenant} and device_id = {id} and at < {alone} order by at offset {limit - 1} limit 1), {alone})
            """,
            $"""
            delete from telemetry_message where tenant_id = {op.Tenant} and device_id = {id} and id = any(array(
                select id from telemetry_message where tenant_id = {op.Tenant} and device_id = {id} and received_at < {before} order by received_at limit {limit}))
            """,
            $"""
            delete from inventory_change where tenant_id = {op.Tenant} and device_id = {id} and at = any(array(
                select at from inventory_change where tenant_id = {op.Tenant} and device_id = {id} and at < {before} order by at limit {limit}))
            """,
            $"""
            delete from finding where tenant_id = {op.Tenant} and id = any(array(
                select id from finding where tenant_id = {op.Tenant} and device_id = {id} and state = 'RESOLVED' and resolved_at < {findingsBefore} order by resolved_at limit {limit}))
            """,
            // The score that was held at that moment stays, whenever it came.
            $"""
            delete from health_history h using (
                select level, id, at from health_history o
                 where tenant_id = {op.Tenant} and at < {scoresBefore} and exists (
                    select 1 from health_history n where n.tenant_id = o.tenant_id and n.level = o.level and n.id = o.id and n.at > o.at and n.at <= {scoresBefore})
                 order by at limit {limit}) old
             where h.tenant_id = {op.Tenant} and h.level = old.level and h.id = old.id and h.at = old.at
            """,
        ];
        var most = 0;
        foreach (var statement in statements)
        {
            most = Math.Max(most, await change.Execute(statement, ct));
        }

        await change.Commit(ct);
        return most;
    }

    /// <summary>The next look is in a day.</summary>
    public async Task Pruned(OpContext op, DeviceId id, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"update telemetry_pruning set due_at = now() + interval '1 day' where tenant_id = {op.Tenant} and device_id = {id}");
        await change.Commit(ct);
    }

    private static Task WriteOrNull(NpgsqlBinaryImporter rows, string? text, CancellationToken ct) =>
        text is null ? rows.WriteNullAsync(ct) : rows.WriteAsync(text, NpgsqlDbType.Text, ct);
}
