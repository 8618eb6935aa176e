using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet;

/// <summary>What stands below a node of the tree: how many devices, how many of them reported, and how old the oldest score is.</summary>
internal sealed record Coverage(long Total, long Reporting, DateTimeOffset? OldestPartAt);

/// <summary>A node that is part of a score, with what is open below it.</summary>
internal sealed record HealthPart(Guid Id, string Name, int Score, DateTimeOffset ComputedAt, OpenFindings Open);

/// <summary>An analyzer's part of a device's score, with what it says is wrong.</summary>
internal sealed record AnalyzerPart(Analyzer Analyzer, int Score, DateTimeOffset ComputedAt, OpenFindings Open);

/// <summary>A score from a moment on.</summary>
/// <param name="At">Since when.</param>
/// <param name="Score">1 to 100; null when the node had none any more.</param>
internal sealed record ScorePoint(DateTimeOffset At, int? Score);

/// <summary>The module's statements about how nodes of the tree stand: their scores now and before, and what is open below them.</summary>
internal sealed class HealthDb(TenantSession session)
{
    /// <summary>Counts of findings <c>f</c> by severity, worst first.</summary>
    public static Sql CountColumns => Sql.Constant("""
        count(*) filter (where f.severity = 'CRITICAL')::int as critical, count(*) filter (where f.severity = 'HIGH')::int as high,
        count(*) filter (where f.severity = 'MEDIUM')::int as medium, count(*) filter (where f.severity = 'LOW')::int as low
        """);

    /// <summary>How bad health <c>h</c> with open findings <c>o</c> is: a <see cref="Standing"/> as a number, as <see cref="OpenFindings.With"/> has it.</summary>
    public static Sql Rank => $"""
        greatest(case when o.critical > 0 then 3 when o.high > 0 then 2 when o.medium > 0 then 1 else 0 end,
                 case when (h.score + 500) / 1000 < {OpenFindings.FairFrom} then 2 when (h.score + 500) / 1000 < {OpenFindings.GoodFrom} then 1 else 0 end)
        """;

    public static OpenFindings ReadCounts(Row row) => new(row.Int(), row.Int(), row.Int(), row.Int());

    /// <summary>What is open anywhere within reach.</summary>
    public Task<OpenFindings> Open(OpContext op, CancellationToken ct) => OpenBelow(op, new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct);

    public Task<OpenFindings> OpenBelow(OpContext op, Scope node, CancellationToken ct) => session.First(
        $"""
        select {CountColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {op.Tenant} and f.state = 'OPEN' and {Below(node)}{Within(op)}
        """,
        ReadCounts,
        ct);

    public Task<List<Finding>> WorstBelow(OpContext op, Scope node, int limit, CancellationToken ct) => session.Query(
        $"""
        select {AssessmentDb.FindingColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
         where f.tenant_id = {op.Tenant} and f.state = 'OPEN' and {Below(node)}{Within(op)}
         order by array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], f.severity), f.points desc, f.id desc limit {limit}
        """,
        AssessmentDb.ReadFinding,
        ct);

    public Task<int?> Score(OpContext op, Scope node, CancellationToken ct) => session.First(
        $"select score from health where tenant_id = {op.Tenant} and level = {node.Level} and id = {node.Id}", row => row.OrNull<int>(), ct);

    public async Task<Coverage> Coverage(OpContext op, Scope node, DateTimeOffset reportedAfter, CancellationToken ct) => (await session.First(
        $"""
        select count(*), count(*) filter (where d.last_seen_at > {reportedAfter}),
               (select min(a.computed_at) from analysis a join device d on d.tenant_id = a.tenant_id and d.id = a.device_id
                 where a.tenant_id = {op.Tenant} and {Below(node)}{Within(op)})
          from device d where d.tenant_id = {op.Tenant} and {Below(node)}{Within(op)}
        """,
        row => new Coverage(row.Long(), row.Long(), row.TimeOrNull()),
        ct))!;

    /// <summary>The scored children of a node, worst standing first; names are there for devices only.</summary>
    public Task<List<HealthPart>> Parts(OpContext op, Scope node, int limit, CancellationToken ct)
    {
        var child = node.Level switch
        {
            ScopeLevel.Tenant => Sql.Constant("d.organization_id"),
            ScopeLevel.Organization => Sql.Constant("d.group_id"),
            _ => Sql.Constant("d.id"),
        };
        return session.Query(
            $"""
            with below as (
                select {child} as id, {CountColumns} from finding f join device d on d.tenant_id = f.tenant_id and d.id = f.device_id
                 where f.tenant_id = {op.Tenant} and f.state = 'OPEN' and {Below(node)}{Within(op)} group by 1)
            select h.id, coalesce(d.name, ''), h.score, h.computed_at, coalesce(o.critical, 0), coalesce(o.high, 0), coalesce(o.medium, 0), coalesce(o.low, 0)
              from health h left join device d on d.tenant_id = h.tenant_id and h.level = 'DEVICE' and d.id = h.id
              left join below o on o.id = h.id
             where h.tenant_id = {op.Tenant} and h.level = {node.Level + 1} and h.parent_id = {node.Id} and h.score is not null
             order by {Rank} desc, h.score, h.id limit {limit}
            """,
            row => new HealthPart(row.Uuid(), row.Text(), row.Int(), row.Time(), ReadCounts(row)),
            ct);
    }

    public Task<List<AnalyzerPart>> Analyses(OpContext op, DeviceId device, CancellationToken ct) => session.Query(
        $"""
        select a.analyzer, a.score, a.computed_at, o.critical, o.high, o.medium, o.low
          from analysis a
         cross join lateral (
            select {CountColumns} from finding f
             where f.tenant_id = {op.Tenant} and f.device_id = a.device_id and f.analyzer = a.analyzer and f.state = 'OPEN') o
         where a.tenant_id = {op.Tenant} and a.device_id = {device} order by a.score, a.analyzer
        """,
        row => new AnalyzerPart(row.Enum<Analyzer>(), row.Int(), row.Time(), ReadCounts(row)),
        ct);

    /// <summary>Writes down that a node has another score; within an hour the last one counts.</summary>
    public static void Remember(Change change, HealthNode node, DateTimeOffset now) => change.Add($"""
        insert into health_history (tenant_id, level, id, at, score) values ({change.Op.Tenant}, {node.Level}, {node.Id}, date_trunc('hour', {now}, 'UTC'), {node.Rounded})
        on conflict (tenant_id, level, id, at) do update set score = excluded.score
        """);

    /// <summary>A node's scores since a moment, oldest first: the one that it had then, and the last of each step (counted in UTC) in which it changed.</summary>
    public Task<List<ScorePoint>> History(OpContext op, Scope node, DateTimeOffset from, TimeSpan step, CancellationToken ct) => session.Query(
        $"""
        (select {from} as at, score from health_history
          where tenant_id = {op.Tenant} and level = {node.Level} and id = {node.Id} and at <= {from} order by health_history.at desc limit 1)
         union all
        (select distinct on (step) at, score from (
            select at, score, date_bin({step}, at, {DateTimeOffset.UnixEpoch}) as step from health_history
             where tenant_id = {op.Tenant} and level = {node.Level} and id = {node.Id} and at > {from}) changed
          order by step, at desc)
         order by at
        """,
        row => new ScorePoint(row.Time(), row.OrNull<int>()),
        ct);

    private static Sql Within(OpContext op) => op.Reach.Narrow("d.organization_id", "d.group_id", "d.id");

    private static Sql Below(Scope node) => node.Level switch
    {
        ScopeLevel.Tenant => Sql.Constant("d.removed_at is null"),
        ScopeLevel.Organization => $"d.removed_at is null and d.organization_id = {node.Id}",
        ScopeLevel.Group => $"d.removed_at is null and d.group_id = {node.Id}",
        _ => $"d.removed_at is null and d.id = {node.Id}",
    };
}
