using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Integrations.Feeding;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Integrations;

/// <summary>Which alerts a list holds; null members do not narrow it.</summary>
internal sealed record AlertFilter(IntegrationId? Integration, AlertState? State, SeverityId? Severity, bool? Active, Guid? Device, string? Observable, SearchText? Search);

/// <summary>An alert that is new or other than it was.</summary>
/// <param name="Id">Which.</param>
/// <param name="Key">Its key.</param>
/// <param name="IsNew">Whether it was not there before.</param>
/// <param name="Occurrences">How often it has begun.</param>
internal sealed record StoredAlert(AlertId Id, string Key, bool IsNew, int Occurrences);

/// <summary>The module's statements about alerts.</summary>
internal sealed class AlertsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, integration_id, connector, read, key, title, severity, status, is_active, happened_at, changed_at, received_at, occurrences,
        state, state_by, state_at, organization_id, group_id, device_id, record, data, version
        """);

    public Change Change() => session.Change();

    public Change Bookkeeping() => session.Bookkeeping();

    public Task<Alert?> Alert(OpContext op, AlertId id, CancellationToken ct) =>
        session.First($"select {Columns} from alert where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<Alert?> ForUpdate(Change change, AlertId id, CancellationToken ct) =>
        change.First($"select {Columns} from alert where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    public Task<List<Alert>> Alerts(OpContext op, AlertFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from alert
         where tenant_id = {op.Tenant}{Only(op, filter)}{Within(op)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>Alerts first received in a time, the oldest first.</summary>
    public Task<List<Alert>> Received(OpContext op, DateTimeOffset from, DateTimeOffset until, AlertId? after, int limit, CancellationToken ct)
    {
        Sql beyond = after is { } last ? (Sql)$" and (received_at, id) > (select l.received_at, l.id from alert l where l.tenant_id = {op.Tenant} and l.id = {last})" : Sql.Empty;
        return session.Query(
            $"""
            select {Columns} from alert
             where tenant_id = {op.Tenant} and received_at >= {from} and received_at < {until}{beyond}
             order by received_at, id limit {limit}
            """,
            Read,
            ct);
    }

    public static void Move(Change change, Alert a) => change.Add($"""
        update alert set state = {a.State}, state_by = {Json.Of(a.StateBy)}, state_at = {a.StateAt}, version = {a.Version}
         where tenant_id = {change.Op.Tenant} and id = {a.Id}
        """);

    /// <summary>
    /// Keeps alerts: what is not there is added, what is there and older is replaced, what is there as it is stays. One that fires anew is NEW again.
    /// </summary>
    public static async Task<List<StoredAlert>> Store(Change change, Source source, IReadOnlyList<Incoming> items, IReadOnlyList<AlertId> ids, DateTimeOffset now, CancellationToken ct)
    {
        var rows = new IncomingRows(items);
        var found = items.Select(i => (DetectionFinding)i.Item.Record).ToArray();
        return await change.Query(
            $"""
            insert into alert (tenant_id, id, integration_id, connector, read, key, title, severity, status, is_active, happened_at, changed_at, received_at, seen_at,
                               state, organization_id, group_id, device_id, record, data)
            select {change.Op.Tenant}, u.id, {source.Integration}, {source.Connector}, {source.Read}, u.key, u.title, u.severity, u.status, u.active = 1, u.happened, u.changed, {now}, {now},
                   'NEW', u.organization::uuid, u.group_id::uuid, u.device::uuid, u.record::jsonb, u.data::jsonb
              from unnest({ids.Select(id => id.Value).ToArray()}, {rows.Keys}, {rows.Titles}, {found.Select(f => EnumText.Of(f.Severity)).ToArray()}, {found.Select(f => EnumText.Of(f.Status)).ToArray()},
                          {rows.Active}, {found.Select(f => f.Time).ToArray()}, {rows.Changed}, {rows.Organizations}, {rows.Groups}, {rows.Devices}, {rows.Records}, {rows.Data})
                   as u (id, key, title, severity, status, active, happened, changed, organization, group_id, device, record, data)
            on conflict (tenant_id, integration_id, key) do update
               set title = excluded.title, severity = excluded.severity, status = excluded.status, is_active = excluded.is_active, changed_at = excluded.changed_at,
                   seen_at = excluded.seen_at, record = excluded.record, data = excluded.data, version = alert.version + 1,
                   organization_id = excluded.organization_id, group_id = excluded.group_id, device_id = excluded.device_id,
                   occurrences = alert.occurrences + (excluded.is_active and not alert.is_active)::int,
                   state = case when excluded.is_active and not alert.is_active then 'NEW' else alert.state end
             where alert.changed_at < excluded.changed_at
                or (alert.changed_at = excluded.changed_at and (alert.data <> excluded.data or alert.is_active <> excluded.is_active))
            returning id, key, (xmax = 0), occurrences
            """,
            row => new StoredAlert(row.Id<AlertId>(), row.Text(), row.Bool(), row.Int()),
            ct);
    }

    /// <summary>What alerts have in common with others, as it is now.</summary>
    public static void Observe(Change change, IReadOnlyList<(AlertId Alert, Observable Observable)> seen)
    {
        var alerts = seen.Select(s => s.Alert.Value).ToArray();
        change.Add($"delete from alert_observable where tenant_id = {change.Op.Tenant} and alert_id = any({alerts})");
        change.Add($"""
            insert into alert_observable (tenant_id, alert_id, type, value)
            select {change.Op.Tenant}, u.alert_id, u.type, u.value
              from unnest({alerts}, {seen.Select(s => EnumText.Of(s.Observable.Type)).ToArray()}, {seen.Select(s => s.Observable.Value).ToArray()}) as u (alert_id, type, value)
            """);
    }

    /// <summary>Of a read that holds all there is: what was named in it is there.</summary>
    public static Task Seen(Change change, Source source, string[] keys, DateTimeOffset now, CancellationToken ct) => change.Execute(
        $"update alert set seen_at = {now} where tenant_id = {change.Op.Tenant} and integration_id = {source.Integration} and key = any({keys})", ct);

    /// <summary>Of a read that holds all there is: what was not named in it is over. When it changed is the product's to say.</summary>
    public static Task<List<StoredAlert>> EndUnseen(Change change, Source source, DateTimeOffset from, CancellationToken ct) => change.Query(
        $"""
        update alert set is_active = false, version = version + 1
         where tenant_id = {change.Op.Tenant} and integration_id = {source.Integration} and read = {source.Read} and is_active and seen_at < {from}
        returning id, key, false, occurrences
        """,
        row => new StoredAlert(row.Id<AlertId>(), row.Text(), row.Bool(), row.Int()),
        ct);

    /// <summary>Alerts of a device hang where it stands.</summary>
    public static void Move(Change change, Guid device, ScopePath to)
    {
        change.Add($"update alert set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}");
        change.Add($"update asset set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}");
        change.Add($"update vulnerability set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}");
    }

    /// <summary>The alerts that an alert has an observable in common with, the newest first.</summary>
    public Task<List<Alert>> Related(OpContext op, AlertId id, int limit, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from alert
         where tenant_id = {op.Tenant} and id <> {id}{Within(op)}
           and id in (select o.alert_id from alert_observable o
                       where o.tenant_id = {op.Tenant} and o.value in (select mine.value from alert_observable mine where mine.tenant_id = {op.Tenant} and mine.alert_id = {id}))
         order by id desc limit {limit}
        """,
        Read,
        ct);

    /// <summary>Has a tenant's old alerts removed from now on, if it does not yet.</summary>
    public static void WatchAge(Change change) => change.Add($"""
        insert into integration_pruning_due (tenant_id, due_at) values ({change.Op.Tenant}, now() + interval '1 day') on conflict (tenant_id) do nothing
        """);

    /// <summary>Tenants in a database whose old alerts are to be removed.</summary>
    public static async Task<IReadOnlyList<WorkItem>> DuePruning(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id from integration_pruning_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Removes what is older than it is kept, a bounded number; how many were.</summary>
    public async Task<int> Prune(OpContext op, DateTimeOffset alerts, DateTimeOffset rejections, int atATime, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var removed = await change.Execute(
            $"""
            delete from alert where tenant_id = {op.Tenant} and id in
                (select old.id from alert old where old.tenant_id = {op.Tenant} and old.received_at < {alerts} and not old.is_active order by old.received_at limit {atATime})
            """,
            ct);
        removed += await change.Execute(
            $"""
            delete from integration_rejection where tenant_id = {op.Tenant} and id in
                (select old.id from integration_rejection old where old.tenant_id = {op.Tenant} and old.at < {rejections} limit {atATime})
            """,
            ct);
        change.Add($"update integration_pruning_due set due_at = now() + interval '1 day' where tenant_id = {op.Tenant}");
        await change.Commit(ct);
        return removed;
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static Sql Only(OpContext op, AlertFilter filter)
    {
        Sql integration = filter.Integration is { } i ? $" and integration_id = {i}" : Sql.Empty;
        Sql state = filter.State is { } s ? $" and state = {s}" : Sql.Empty;
        Sql severity = filter.Severity is { } v ? $" and severity = {v}" : Sql.Empty;
        Sql active = filter.Active is { } a ? $" and is_active = {a}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $" and device_id = {d}" : Sql.Empty;
        Sql observable = filter.Observable is { } o ? $" and id in (select x.alert_id from alert_observable x where x.tenant_id = {op.Tenant} and x.value = {o})" : Sql.Empty;
        var search = filter.Search is { } text ? text.In("title, key") : Sql.Empty;
        return $"{integration}{state}{severity}{active}{device}{observable}{search}";
    }

    private static Alert Read(Row row) => new(
        row.Id<AlertId>(), row.Id<IntegrationId>(), row.Text(), row.Text(), row.Text(), row.Text(), row.Enum<SeverityId>(), row.Enum<FindingStatus>())
    {
        IsActive = row.Bool(),
        HappenedAt = row.Time(),
        ChangedAt = row.Time(),
        ReceivedAt = row.Time(),
        Occurrences = row.Int(),
        State = row.Enum<AlertState>(),
        StateBy = row.JsonOrNull<AlertActor>(),
        StateAt = row.TimeOrNull(),
        Place = new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
        Record = row.JsonOrNull()!.Value,
        Data = row.JsonOrNull()!.Value,
        Version = row.Long(),
    };
}
