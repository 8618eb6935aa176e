using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

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
    long Version,
    ScopePath Place);

/// <summary>A device that is being analysed.</summary>
internal sealed record AnalyzedDevice(string Name, GroupId Group, OrganizationId Organization);

/// <summary>A device's turn to be analysed.</summary>
/// <param name="TraceParent">The trace of the telemetry that asked for it.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
internal sealed record AnalysisTurn(string? TraceParent, int Attempts);

/// <summary>The module's statements about findings and scores.</summary>
internal sealed class AssessmentDb(TenantSession session)
{
    private const int MaxOpen = 500;

    internal static Sql FindingColumns => Sql.Constant("""
        f.id, f.device_id, d.name, f.analyzer, f.rule, f.key, f.severity, f.title, f.detail, f.points, f.evidence, f.first_seen_at, f.last_seen_at, f.state, f.version,
        d.organization_id, d.group_id, d.id
        """);

    public Change Change() => session.Change();

    /// <summary>Devices whose turn has come, the longest waiting first.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"""
        select tenant_id, device_id from analysis_schedule
         where coalesce(held_until, due_at) <= now() and tenant_id <> all({wanted.ExceptIds})
         order by coalesce(held_until, due_at) limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>Takes a turn, for so long; null when another worker has it. Whatever comes from now on asks for the next one.</summary>
    public async Task<AnalysisTurn?> Take(OpContext op, DeviceId device, TimeSpan length, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var turn = await change.First(
            $"""
            with due as (
                select tenant_id, device_id, trace_parent, attempts from analysis_schedule
                 where tenant_id = {op.Tenant} and device_id = {device} and coalesce(held_until, due_at) <= now() for update skip locked)
            update analysis_schedule s set held_until = now() + {length}, due_at = 'infinity', trace_parent = null from due
             where s.tenant_id = due.tenant_id and s.device_id = due.device_id
            returning due.trace_parent, due.attempts
            """,
            row => new AnalysisTurn(row.TextOrNull(), row.Int()),
            ct);
        await change.Commit(ct);
        return turn;
    }

    /// <summary>Holds on to a turn; false when it was lost.</summary>
    public async Task<bool> Renew(OpContext op, DeviceId device, TimeSpan length, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var renewed = await change.Execute(
            $"update analysis_schedule set held_until = now() + {length} where tenant_id = {op.Tenant} and device_id = {device} and held_until > now()", ct);
        await change.Commit(ct);
        return renewed == 1;
    }

    /// <summary>Gives a turn back that came to nothing: the next is in a second, then two, four, … at most an hour.</summary>
    public async Task PutOff(OpContext op, DeviceId device, int attempts, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"""
            update analysis_schedule set held_until = null, attempts = {attempts}, due_at = now() + least(interval '1 hour', interval '1 second' * power(2, least({attempts}, 12) - 1))
             where tenant_id = {op.Tenant} and device_id = {device}
            """);
        await change.Commit(ct);
    }

    /// <summary>Waits until nobody else analyses or moves the device; null when it is none any more.</summary>
    public static async Task<AnalyzedDevice?> Claim(Change change, DeviceId id, CancellationToken ct)
    {
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended('fleet.device', 0) # hashtextextended({id.ToString()}, 1)), {change.Op.Tenant} as tenant_id", ct);
        return await change.First(
            $"select name, group_id, organization_id from device where tenant_id = {change.Op.Tenant} and id = {id} and removed_at is null",
            row => new AnalyzedDevice(row.Text(), row.Id<GroupId>(), row.Id<OrganizationId>()),
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
        row => (Analyzer: row.Enum<Analyzer>(), Score: row.Int()),
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

    public static void DeleteNode(Change change, ScopeLevel level, Guid id)
    {
        change.Add($"delete from health where tenant_id = {change.Op.Tenant} and level = {level} and id = {id}");
        change.Add($"delete from health_history where tenant_id = {change.Op.Tenant} and level = {level} and id = {id}");
    }

    public static void DeleteAnalyses(Change change, DeviceId device)
    {
        change.Add($"delete from analysis where tenant_id = {change.Op.Tenant} and device_id = {device}");
        change.Add($"delete from analysis_schedule where tenant_id = {change.Op.Tenant} and device_id = {device}");
    }

    /// <summary>When the device is looked at next, unless telemetry has come meanwhile and wants it sooner. It ends the turn.</summary>
    public static void Reschedule(Change change, DeviceId device, TimeSpan interval) => change.Add($"""
        update analysis_schedule set held_until = null, attempts = 0, due_at = least(due_at, now() + {interval})
         where tenant_id = {change.Op.Tenant} and device_id = {device}
        """);

    public Task<Finding?> Finding(OpContext op, FindingId id, CancellationToken ct) => session.First(
        $"select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id where f.tenant_id = {op.Tenant} and f.id = {id}{Within(op)}",
        ReadFinding,
        ct);

    public Task<List<Finding>> Findings(OpContext op, DeviceId? device, FindingState? state, SearchText? search, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {op.Tenant}{Of(device)}{In(state)}{search?.In("f.title, f.rule, d.name") ?? Sql.Empty}{Within(op)}{page.Below("f.id")}
         order by f.id desc limit {page.Limit + 1}
        """,
        ReadFinding,
        ct);

    private static Sql Within(OpContext op) => op.Reach.Narrow("d.organization_id", "d.group_id", "d.id");

    private static Sql Of(DeviceId? device) => device is { } one ? $" and f.device_id = {one}" : Sql.Empty;

    private static Sql In(FindingState? state) => state is { } one ? $" and f.state = {one}" : Sql.Empty;

    internal static Finding ReadFinding(Row row) => new(
        row.Id<FindingId>(),
        row.Id<DeviceId>(),
        row.Text(),
        row.Enum<Analyzer>(),
        row.Text(),
        row.Text(),
        row.Enum<FindingSeverity>(),
        row.Text(),
        row.Text(),
        row.Double(),
        row.Json<List<Evidence>>(),
        row.Time(),
        row.Time(),
        row.Enum<FindingState>(),
        row.Long(),
        new ScopePath(row.Uuid(), row.Uuid(), row.Uuid()));

    private static HealthNode ReadNode(Row row) => new(
        row.Enum<ScopeLevel>(), row.Uuid(), row.OrNull<Guid>(), row.OrNull<int>(), row.Long(), row.Int());
}
