using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Fleet;

/// <summary>Whether a finding still holds.</summary>
internal enum FindingState
{
    Open,
    Resolved,
}

/// <summary>A finding with its device's name.</summary>
internal sealed record Finding(
    FindingId Id,
    DeviceId Device,
    string DeviceName,
    Analyzer Analyzer,
    string Rule,
    string Key,
    FindingSeverity Severity,
    string Title,
    string Detail,
    double Points,
    IReadOnlyList<Evidence> Evidence,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    FindingState State,
    long Version);

/// <summary>A device that is being analysed.</summary>
internal sealed record AnalyzedDevice(string Name, GroupId Group, OrganizationId Organization, DateTimeOffset? PrunedAt);

/// <summary>A device whose turn to be analysed has come.</summary>
/// <param name="Tenant">Whose device.</param>
/// <param name="Device">Which.</param>
/// <param name="DueAt">The mark that claimed it; another mark meanwhile means another turn.</param>
/// <param name="TraceParent">The trace of the telemetry that asked for it.</param>
internal sealed record AnalysisTurn(TenantId Tenant, DeviceId Device, DateTimeOffset DueAt, string? TraceParent);

/// <summary>What stands below a node of the tree: how many devices, how many of them reported, and how old the oldest score is.</summary>
internal sealed record Coverage(long Total, long Reporting, DateTimeOffset? OldestPartAt);

/// <summary>A part of a score.</summary>
internal sealed record HealthPart(Guid Id, string Name, int Score, DateTimeOffset ComputedAt);

/// <summary>The module's statements about findings and scores.</summary>
internal sealed class AssessmentDb(TenantSession session)
{
    private const int MaxOpen = 500;

    private static Sql FindingColumns => Sql.Constant("""
        f.id, f.device_id, d.name, f.analyzer, f.rule, f.key, f.severity, f.title, f.detail, f.points, f.evidence, f.first_seen_at, f.last_seen_at, f.state, f.version
        """);

    public Change Change() => session.Change();

    /// <summary>Takes turns that have come. The schedule holds ids and times of all tenants and nothing else, so it is read without one.</summary>
    public static Task<List<AnalysisTurn>> Claim(Store store, int limit, CancellationToken ct) => store.Ask(
        $"""
        with due as (
            select tenant_id, device_id from analysis_schedule where due_at <= now() order by due_at limit {limit} for update skip locked)
        update analysis_schedule s set due_at = now() + interval '1 minute' from due
         where s.tenant_id = due.tenant_id and s.device_id = due.device_id
        returning s.tenant_id, s.device_id, s.due_at, s.trace_parent
        """,
        row => new AnalysisTurn(row.Id<TenantId>(0), row.Id<DeviceId>(1), row.Time(2), row.TextOrNull(3)),
        ct);

    /// <summary>Waits until nobody else analyses or moves the device; null when it is none any more.</summary>
    public static async Task<AnalyzedDevice?> Claim(Change change, DeviceId id, CancellationToken ct)
    {
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended('fleet.device', 0) # hashtextextended({id.ToString()}, 1)), {change.Op.Tenant} as tenant_id", ct);
        return await change.First(
            $"select name, group_id, organization_id, pruned_at from device where tenant_id = {change.Op.Tenant} and id = {id} and removed_at is null",
            row => new AnalyzedDevice(row.GetString(0), row.Id<GroupId>(1), row.Id<OrganizationId>(2), row.TimeOrNull(3)),
            ct);
    }

    public static Task<List<Finding>> Open(Change change, DeviceId device, CancellationToken ct) => change.Query(
        $"""
        select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {change.Op.Tenant} and f.device_id = {device} and f.state = 'OPEN' order by f.id limit {MaxOpen}
        """,
        ReadFinding,
        ct);

    public static void Insert(Change change, Finding finding) => change.Add($"""
        insert into finding (tenant_id, id, device_id, analyzer, rule, key, severity, title, detail, points, evidence, first_seen_at, last_seen_at, state)
        values ({change.Op.Tenant}, {finding.Id}, {finding.Device}, {finding.Analyzer}, {finding.Rule}, {finding.Key}, {finding.Severity}, {finding.Title},
                {finding.Detail}, {finding.Points}, {Json.Of(finding.Evidence)}, {finding.FirstSeenAt}, {finding.LastSeenAt}, {finding.State})
        """);

    public static void Update(Change change, Finding finding) => change.Add($"""
        update finding set severity = {finding.Severity}, title = {finding.Title}, detail = {finding.Detail}, points = {finding.Points},
               evidence = {Json.Of(finding.Evidence)}, last_seen_at = {finding.LastSeenAt}, state = {finding.State}, version = {finding.Version},
               resolved_at = case when {finding.State} = 'RESOLVED' then {finding.LastSeenAt} end
         where tenant_id = {change.Op.Tenant} and id = {finding.Id}
        """);

    public static async Task<Dictionary<Analyzer, int>> Scores(Change change, DeviceId device, CancellationToken ct) => (await change.Query(
        $"select analyzer, score from analysis where tenant_id = {change.Op.Tenant} and device_id = {device}",
        row => (Analyzer: row.Enum<Analyzer>(0), Score: row.GetInt32(1)),
        ct)).ToDictionary(r => r.Analyzer, r => r.Score);

    public static void Put(Change change, DeviceId device, Assessment assessment, DateTimeOffset now) => change.Add($"""
        insert into analysis (tenant_id, device_id, analyzer, rules_version, score, computed_at)
        values ({change.Op.Tenant}, {device}, {assessment.Analyzer}, {Rules.Version}, {assessment.Score}, {now})
        on conflict (tenant_id, device_id, analyzer) do update set rules_version = excluded.rules_version, score = excluded.score, computed_at = excluded.computed_at
        """);

    /// <summary>The path from a device to its tenant, made where it is missing and locked from the top: whoever rescores waits for the one before.</summary>
    public static async Task<IReadOnlyList<HealthNode>> PathForUpdate(Change change, DeviceId device, GroupId group, OrganizationId organization, DateTimeOffset now, CancellationToken ct)
    {
        ScopeLevel[] levels = [ScopeLevel.Device, ScopeLevel.Group, ScopeLevel.Organization, ScopeLevel.Tenant];
        Guid[] ids = [device.Value, group.Value, organization.Value, change.Op.Tenant.Value];
        var path = new HealthNode[levels.Length];
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            Guid? parent = i + 1 < ids.Length ? ids[i + 1] : null;
            path[i] = (await change.First<HealthNode>(
                $"""
                insert into health (tenant_id, level, id, parent_id, computed_at) values ({change.Op.Tenant}, {levels[i]}, {ids[i]}, {parent}, {now})
                on conflict (tenant_id, level, id) do update set parent_id = excluded.parent_id
                returning level, id, parent_id, score, child_sum, child_count
                """,
                ReadNode,
                ct))!;
        }

        return path;
    }

    public static void Update(Change change, HealthNode node, DateTimeOffset now) => change.Add($"""
        update health set score = {node.Score}, child_sum = {node.ChildSum}, child_count = {node.ChildCount}, computed_at = {now}
         where tenant_id = {change.Op.Tenant} and level = {node.Level} and id = {node.Id}
        """);

    public static void DeleteNode(Change change, ScopeLevel level, Guid id) =>
        change.Add($"delete from health where tenant_id = {change.Op.Tenant} and level = {level} and id = {id}");

    public static void DeleteAnalyses(Change change, DeviceId device)
    {
        change.Add($"delete from analysis where tenant_id = {change.Op.Tenant} and device_id = {device}");
        change.Add($"delete from analysis_schedule where tenant_id = {change.Op.Tenant} and device_id = {device}");
    }

    /// <summary>When the device is looked at next, unless telemetry has come meanwhile and wants it sooner.</summary>
    public static void Reschedule(Change change, DeviceId device, DateTimeOffset claimedDue, TimeSpan interval) => change.Add($"""
        update analysis_schedule set due_at = now() + {interval}, trace_parent = null
         where tenant_id = {change.Op.Tenant} and device_id = {device} and due_at = {claimedDue}
        """);

    public Task<Finding?> Finding(OpContext op, FindingId id, CancellationToken ct) => session.First(
        $"select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id where f.tenant_id = {op.Tenant} and f.id = {id}",
        ReadFinding,
        ct);

    public Task<List<Finding>> Findings(OpContext op, DeviceId? device, FindingState? state, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {op.Tenant} and ({device} is null or f.device_id = {device}) and ({state} is null or f.state = {state})
           and ({page.After} is null or f.id < {page.After})
         order by f.id desc limit {page.Limit + 1}
        """,
        ReadFinding,
        ct);

    public Task<List<Finding>> WorstBelow(OpContext op, Scope node, int limit, CancellationToken ct) => session.Query(
        $"""
        select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {op.Tenant} and f.state = 'OPEN' and {Below(node)}
         order by array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], f.severity), f.points desc, f.id desc limit {limit}
        """,
        ReadFinding,
        ct);

    public Task<int?> Score(OpContext op, Scope node, CancellationToken ct) => session.First(
        $"select score from health where tenant_id = {op.Tenant} and level = {node.Level} and id = {node.Id}", row => row.OrNull<int>(0), ct);

    public async Task<Coverage> Coverage(OpContext op, Scope node, DateTimeOffset reportedAfter, CancellationToken ct) => (await session.First(
        $"""
        select count(*), count(*) filter (where d.last_seen_at > {reportedAfter}),
               (select min(a.computed_at) from analysis a join device d on d.tenant_id = a.tenant_id and d.id = a.device_id
                 where a.tenant_id = {op.Tenant} and {Below(node)})
          from device d where d.tenant_id = {op.Tenant} and {Below(node)}
        """,
        row => new Coverage(row.GetInt64(0), row.GetInt64(1), row.TimeOrNull(2)),
        ct))!;

    /// <summary>The scored children of a node; names are there for devices only.</summary>
    public Task<List<HealthPart>> Parts(OpContext op, Scope node, int limit, CancellationToken ct) => session.Query(
        $"""
        select h.id, coalesce(d.name, ''), h.score, h.computed_at
          from health h left join device d on d.tenant_id = h.tenant_id and h.level = 'DEVICE' and d.id = h.id
         where h.tenant_id = {op.Tenant} and h.level = {node.Level + 1} and h.parent_id = {node.Id} and h.score is not null
         order by h.score, h.id limit {limit}
        """,
        row => new HealthPart(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.Time(3)),
        ct);

    public Task<List<(Analyzer Analyzer, int Score, DateTimeOffset At)>> Analyses(OpContext op, DeviceId device, CancellationToken ct) => session.Query(
        $"select analyzer, score, computed_at from analysis where tenant_id = {op.Tenant} and device_id = {device} order by analyzer",
        row => (row.Enum<Analyzer>(0), row.GetInt32(1), row.Time(2)),
        ct);

    private static Sql Below(Scope node) => node.Level switch
    {
        ScopeLevel.Tenant => Sql.Constant("d.removed_at is null"),
        ScopeLevel.Organization => $"d.removed_at is null and d.organization_id = {node.Id}",
        ScopeLevel.Group => $"d.removed_at is null and d.group_id = {node.Id}",
        _ => $"d.removed_at is null and d.id = {node.Id}",
    };

    private static Finding ReadFinding(NpgsqlDataReader row) => new(
        row.Id<FindingId>(0),
        row.Id<DeviceId>(1),
        row.GetString(2),
        row.Enum<Analyzer>(3),
        row.GetString(4),
        row.GetString(5),
        row.Enum<FindingSeverity>(6),
        row.GetString(7),
        row.GetString(8),
        row.GetDouble(9),
        row.Json<List<Evidence>>(10),
        row.Time(11),
        row.Time(12),
        row.Enum<FindingState>(13),
        row.GetInt64(14));

    private static HealthNode ReadNode(NpgsqlDataReader row) => new(
        row.Enum<ScopeLevel>(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.OrNull<int>(3), row.GetInt64(4), row.GetInt32(5));
}
