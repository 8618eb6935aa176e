using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Integrations;

/// <summary>A document that could not be read, as it is kept.</summary>
internal sealed record KeptRejection(RejectionId Id, IntegrationId Integration, string Read, string Code, string Detail, string? Key, DateTimeOffset At);

/// <summary>The module's statements about feeds, rejections and turns.</summary>
internal sealed class FeedsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, integration_id, read, kind, is_pushed, is_enabled, every, since, cursor, position, reading_since, reading_from, newest_at, next_at,
        failures, last_success_at, failure_code, failure_detail, last_failure_at, received, rejected, version
        """);

    private static Sql RejectionColumns => Sql.Constant("id, integration_id, read, code, detail, key, at");

    public Change Bookkeeping() => session.Bookkeeping();

    public Change Change() => session.Change();

    public Task<List<Feed>> Feeds(OpContext op, IntegrationId integration, CancellationToken ct) =>
        session.Query($"select {Columns} from integration_feed where tenant_id = {op.Tenant} and integration_id = {integration} order by read", Read, ct);

    public Task<Feed?> Feed(OpContext op, FeedId id, CancellationToken ct) =>
        session.First($"select {Columns} from integration_feed where tenant_id = {op.Tenant} and id = {id}", Read, ct);

    public static Task<Feed?> ForUpdate(Change change, FeedId id, CancellationToken ct) =>
        change.First($"select {Columns} from integration_feed where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public static Task<Feed?> ForUpdate(Change change, IntegrationId integration, string read, CancellationToken ct) => change.First(
        $"select {Columns} from integration_feed where tenant_id = {change.Op.Tenant} and integration_id = {integration} and read = {read} for update", Read, ct);

    public static Task<List<Feed>> ForUpdate(Change change, IntegrationId integration, CancellationToken ct) =>
        change.Query($"select {Columns} from integration_feed where tenant_id = {change.Op.Tenant} and integration_id = {integration} order by id for update", Read, ct);

    public static void Insert(Change change, Feed f)
    {
        change.Add($"""
            insert into integration_feed (tenant_id, {Columns})
            values ({change.Op.Tenant}, {f.Id}, {f.Integration}, {f.Read}, {f.Kind}, {f.IsPushed}, {f.IsEnabled}, {f.Every}, {f.Since}, {f.Cursor}, {f.Position},
                    {f.ReadingSince}, {f.ReadingFrom}, {f.NewestAt}, {f.NextAt}, {f.Failures}, {f.LastSuccessAt}, {f.Failure?.Code}, {f.Failure?.Detail}, {f.Failure?.At},
                    {f.Received}, {f.Rejected}, {f.Version})
            """);
        Watch(change, f);
    }

    public static void Update(Change change, Feed f)
    {
        change.Add($"""
            update integration_feed
               set is_enabled = {f.IsEnabled}, every = {f.Every}, since = {f.Since}, cursor = {f.Cursor}, position = {f.Position}, reading_since = {f.ReadingSince},
                   reading_from = {f.ReadingFrom}, newest_at = {f.NewestAt}, next_at = {f.NextAt}, failures = {f.Failures}, last_success_at = {f.LastSuccessAt},
                   failure_code = {f.Failure?.Code}, failure_detail = {f.Failure?.Detail}, last_failure_at = {f.Failure?.At},
                   received = {f.Received}, rejected = {f.Rejected}, version = {f.Version}
             where tenant_id = {change.Op.Tenant} and id = {f.Id}
            """);
        Watch(change, f);
    }

    /// <summary>The feed of an integration that goes.</summary>
    public static void Unwatch(Change change, FeedId id) => change.Add($"delete from integration_feed_due where tenant_id = {change.Op.Tenant} and feed_id = {id}");

    /// <summary>Feeds in a database, of whichever tenant, that are to be read.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, feed_id from integration_feed_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    public static void Insert(Change change, KeptRejection r) => change.Add($"""
        insert into integration_rejection (tenant_id, {RejectionColumns})
        values ({change.Op.Tenant}, {r.Id}, {r.Integration}, {r.Read}, {r.Code}, {r.Detail}, {r.Key}, {r.At})
        """);

    public Task<List<KeptRejection>> Rejections(OpContext op, IntegrationId integration, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {RejectionColumns} from integration_rejection
         where tenant_id = {op.Tenant} and integration_id = {integration}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        row => new KeptRejection(row.Id<RejectionId>(), row.Id<IntegrationId>(), row.Text(), row.Text(), row.Text(), row.TextOrNull(), row.Time()),
        ct);

    /// <summary>
    /// When the next request may be sent: the generic cell rate algorithm (ITU-T I.371) over one row, so that all processes together keep to the pace.
    /// </summary>
    public async Task<TimeSpan> Turn(OpContext op, IntegrationId integration, RequestPace pace, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        var wait = await change.First(
            $"""
            insert into integration_turn as t (tenant_id, integration_id, at) values ({op.Tenant}, {integration}, clock_timestamp() - {pace.Per} + {pace.Per / pace.Requests})
            on conflict (tenant_id, integration_id) do update set at = greatest(t.at, clock_timestamp() - {pace.Per}) + {pace.Per / pace.Requests}
            returning greatest(at - clock_timestamp(), interval '0')
            """,
            row => row.Get<TimeSpan>(),
            ct);
        await change.Commit(ct);
        return wait;
    }

    private static void Watch(Change change, Feed feed)
    {
        if (feed.NextAt is not { } next)
        {
            Unwatch(change, feed.Id);
            return;
        }

        change.Add($"""
            insert into integration_feed_due (tenant_id, feed_id, due_at) values ({change.Op.Tenant}, {feed.Id}, {next})
            on conflict (tenant_id, feed_id) do update set due_at = excluded.due_at
            """);
    }

    private static Feed Read(Row row) => new(row.Id<FeedId>(), row.Id<IntegrationId>(), row.Text(), row.Enum<ReadKind>(), row.Bool())
    {
        IsEnabled = row.Bool(),
        Every = row.Get<TimeSpan>(),
        Since = row.TimeOrNull(),
        Cursor = row.TextOrNull(),
        Position = row.TextOrNull(),
        ReadingSince = row.TimeOrNull(),
        ReadingFrom = row.TimeOrNull(),
        NewestAt = row.TimeOrNull(),
        NextAt = row.TimeOrNull(),
        Failures = row.Int(),
        LastSuccessAt = row.TimeOrNull(),
        Failure = row.Group(3, r => new FeedFailure(r.Text(), r.Text(), r.Time())),
        Received = row.Long(),
        Rejected = row.Long(),
        Version = row.Long(),
    };
}
