using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
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
        row => new KnownDevice(row.GetGuid(0), row.GetInt64(1), row.GetBoolean(2)),
        ct);

    /// <summary>Takes the ids of documents; answers those that were not taken before.</summary>
    public static async Task<HashSet<(Guid Device, Guid Id)>> TakeIds(Change change, Guid[] devices, Guid[] ids, DateTimeOffset now, CancellationToken ct) => (await change.Query(
        $"""
        insert into telemetry_message (tenant_id, device_id, id, received_at)
        select {change.Op.Tenant}, device_id, id, {now} from unnest({devices}, {ids}) as t (device_id, id)
        on conflict do nothing returning device_id, id
        """,
        row => (row.GetGuid(0), row.GetGuid(1)),
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
         where i.tenant_id = {op.Tenant} and i.device_id = {id} and d.removed_at is null
        """,
        row => ((DateTimeOffset, string)?)(row.Time(0), row.GetString(1)),
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
        row => new SeriesPoint(row.GetString(0), row.TextOrNull(1), row.Time(2), row.GetDouble(3)),
        ct);

    public Task<List<LogEventRow>> Events(OpContext op, DeviceId id, PageRequest page, CancellationToken ct)
    {
        // The cursor's time bounds the partitions and the index; the id decides within the millisecond.
        DateTimeOffset? before = page.After is { } after ? RowIds.TimeOf(after) : null;
        return session.Query(
            $"""
            select id, at, kind, source, program, account, address, raw from log_event
             where tenant_id = {op.Tenant} and device_id = {id} and ({before} is null or (at, id) < ({before}, {page.After}))
             order by at desc, id desc limit {page.Limit + 1}
            """,
            row => new LogEventRow(
                row.GetGuid(0), row.Time(1), row.Enum<LogEventKind>(2), row.GetString(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.GetString(7)),
            ct);
    }

    /// <summary>What analyzers look at, newest first and bounded.</summary>
    public static Task<List<EventRow>> EventsSince(Change change, DeviceId id, string[] kinds, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken ct) => change.Query(
        $"""
        select id, at, kind, account, address, left(raw, 400) from log_event
         where tenant_id = {change.Op.Tenant} and device_id = {id} and at > {since} and at <= {until} and kind = any({kinds})
         order by at desc, id desc limit {limit}
        """,
        row => new EventRow(row.GetGuid(0), row.Time(1), row.Enum<LogEventKind>(2), row.TextOrNull(3), row.TextOrNull(4), row.GetString(5)),
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
        row => new SampleRow(row.GetGuid(0), row.Time(1), row.GetString(2), row.TextOrNull(3), row.GetDouble(4)),
        ct);

    public static Task<int?> CpuCount(Change change, DeviceId id, CancellationToken ct) => change.First(
        $"select (document #>> '{{hardware,cpuCount}}')::int from inventory where tenant_id = {change.Op.Tenant} and device_id = {id}", row => row.OrNull<int>(0), ct);

    /// <summary>Deletes a device's telemetry from before a moment, once a day.</summary>
    public static void Prune(Change change, DeviceId id, DateTimeOffset before, DateTimeOffset now)
    {
        change.Add($"delete from metric_sample where tenant_id = {change.Op.Tenant} and device_id = {id} and at < {before}");
        change.Add($"delete from log_event where tenant_id = {change.Op.Tenant} and device_id = {id} and at < {before}");
        change.Add($"delete from telemetry_message where tenant_id = {change.Op.Tenant} and device_id = {id} and received_at < {before}");
        change.Add($"delete from inventory_change where tenant_id = {change.Op.Tenant} and device_id = {id} and at < {before}");
        change.Add($"update device set pruned_at = {now} where tenant_id = {change.Op.Tenant} and id = {id}");
    }

    private static Task WriteOrNull(NpgsqlBinaryImporter rows, string? text, CancellationToken ct) =>
        text is null ? rows.WriteNullAsync(ct) : rows.WriteAsync(text, NpgsqlDbType.Text, ct);
}
