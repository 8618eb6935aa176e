using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Reactions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks;

/// <summary>Statements on playbooks and their versions; those on runs are in <see cref="RunsDb"/>.</summary>
internal sealed class PlaybooksDb(TenantSession session)
{
    /// <summary>How many playbooks there are.</summary>
    public static readonly Quota Quota = new("playbooks", "Playbooks, published or not.");

    private static Sql Columns => Sql.Constant("""
        id, name, description, latest, organization_id, group_id, created_at, state, published, publisher, publisher_name, published_at, events,
        refused, refused_at, refused_code, updated_at, version
        """);

    private static Sql VersionColumns => Sql.Constant("playbook_id, number, text, created_by, created_by_name, created_at");

    public Change Change() => session.Change();

    public Task<Playbook?> Playbook(OpContext op, PlaybookId id, CancellationToken ct) =>
        session.First($"select {Columns} from playbook where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public Task<List<Playbook>> Playbooks(OpContext op, PlaybookState? state, PageRequest page, CancellationToken ct) => session.Query(
        $"select {Columns} from playbook where tenant_id = {op.Tenant}{In(state)}{Within(op)}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);

    public Task<PlaybookVersion?> Text(OpContext op, PlaybookId id, int number, CancellationToken ct) =>
        session.First($"select {VersionColumns} from playbook_version where tenant_id = {op.Tenant} and playbook_id = {id} and number = {number}", ReadVersion, ct);

    /// <summary>Versions below a number, the newest first, one more than asked.</summary>
    public Task<List<PlaybookVersion>> Texts(OpContext op, PlaybookId id, int below, int limit, CancellationToken ct) => session.Query(
        $"select {VersionColumns} from playbook_version where tenant_id = {op.Tenant} and playbook_id = {id} and number < {below} order by number desc limit {limit + 1}", ReadVersion, ct);

    public static Task<Playbook?> ForUpdate(Change change, PlaybookId id, CancellationToken ct) =>
        change.First($"select {Columns} from playbook where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    public static Task<PlaybookVersion?> Text(Change change, PlaybookId id, int number, CancellationToken ct) =>
        change.First($"select {VersionColumns} from playbook_version where tenant_id = {change.Op.Tenant} and playbook_id = {id} and number = {number}", ReadVersion, ct);

    /// <summary>The published playbooks that an event starts where it happened; held until the change ends.</summary>
    public static Task<List<Playbook>> StartedBy(Change change, StoredEvent stored, CancellationToken ct) => change.Query(
        $"""
        select {Columns} from playbook
         where tenant_id = {change.Op.Tenant} and state = 'PUBLISHED' and events @> {new[] { stored.Name }} and published_at <= {stored.At}
           and case when group_id is not null then group_id = {stored.Path.Group}
                    when organization_id is not null then organization_id = {stored.Path.Organization}
                    else true end
         order by id for update
        """,
        Read,
        ct);

    public static void Insert(Change change, Playbook p, PlaybookVersion text)
    {
        change.Add($"""
            insert into playbook (tenant_id, {Columns})
            values ({change.Op.Tenant}, {p.Id}, {p.Name}, {p.Description}, {p.Latest}, {p.Place.Organization}, {p.Place.Group}, {p.CreatedAt}, {p.State}, {p.Published}, {p.Publisher?.Id},
                    {p.Publisher?.Name}, {p.PublishedAt}, {Names(p)}, {p.Refused.Count}, {p.Refused.At}, {p.Refused.Code}, {p.UpdatedAt}, {p.Version})
            """);
        change.OnViolation("playbook_name_key", PlaybooksProblems.Exists);
        Insert(change, text);
    }

    public static void Insert(Change change, PlaybookVersion v) => change.Add($"""
        insert into playbook_version (tenant_id, {VersionColumns}) values ({change.Op.Tenant}, {v.Playbook}, {v.Number}, {v.Text}, {v.CreatedBy}, {v.CreatedByName}, {v.CreatedAt})
        """);

    /// <summary>With what it hears of, and when it is started next.</summary>
    public static void Update(Change change, Playbook p, DateTimeOffset? scheduledAt)
    {
        change.Add($"""
            update playbook
               set name = {p.Name}, description = {p.Description}, latest = {p.Latest}, state = {p.State}, published = {p.Published}, publisher = {p.Publisher?.Id},
                   publisher_name = {p.Publisher?.Name}, published_at = {p.PublishedAt}, events = {Names(p)}, refused = {p.Refused.Count}, refused_at = {p.Refused.At},
                   refused_code = {p.Refused.Code}, updated_at = {p.UpdatedAt}, version = {p.Version}
             where tenant_id = {change.Op.Tenant} and id = {p.Id}
            """);
        change.OnViolation("playbook_name_key", PlaybooksProblems.Exists);
        EventInterest.Set(change, StartRunsOnEvents.Lane, p.Id.Value, p.State == PlaybookState.Published ? p.Events : []);
        Schedule(change, p.Id, p.State == PlaybookState.Published ? scheduledAt : null);
    }

    /// <summary>One more run was not let begin.</summary>
    public static void Refuse(Change change, PlaybookId id, string code, DateTimeOffset now) =>
        change.Add($"update playbook set refused = refused + 1, refused_at = {now}, refused_code = {code} where tenant_id = {change.Op.Tenant} and id = {id}");

    public static void Schedule(Change change, PlaybookId id, DateTimeOffset? at)
    {
        if (at is { } due)
        {
            change.Add($"""
                insert into playbook_schedule_due (tenant_id, playbook_id, due_at) values ({change.Op.Tenant}, {id}, {due})
                on conflict (tenant_id, playbook_id) do update set due_at = excluded.due_at
                """);
        }
        else
        {
            change.Add($"delete from playbook_schedule_due where tenant_id = {change.Op.Tenant} and playbook_id = {id}");
        }
    }

    /// <summary>When it is due; null when it is not. Held until the change ends.</summary>
    public static Task<DateTimeOffset?> ScheduledAt(Change change, PlaybookId id, CancellationToken ct) => change.First<DateTimeOffset?>(
        $"select due_at from playbook_schedule_due where tenant_id = {change.Op.Tenant} and playbook_id = {id} and due_at <= now() for update", row => row.Time(), ct);

    /// <summary>With its versions and runs.</summary>
    public static void Delete(Change change, PlaybookId id)
    {
        change.Add($"delete from playbook where tenant_id = {change.Op.Tenant} and id = {id}");
        EventInterest.Set(change, StartRunsOnEvents.Lane, id.Value, []);
        Schedule(change, id, null);
    }

    /// <summary>Playbooks in a database, of whichever tenant, that a schedule starts now.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, playbook_id from playbook_schedule_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", null);

    private static Sql In(PlaybookState? state) => state is { } one ? $" and state = {one}" : Sql.Empty;

    private static string[] Names(Playbook p) => [.. p.Events];

    private static Playbook Read(Row row) => new(row.Id<PlaybookId>(), row.Text(), row.Text(), row.Int(), new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), null), row.Time())
    {
        State = row.Enum<PlaybookState>(),
        Published = row.OrNull<int>(),
        Publisher = row.Group(2, r => new RunPerson(r.Uuid(), r.Text())),
        PublishedAt = row.TimeOrNull(),
        Events = row.Get<string[]>(),
        Refused = new Refusals(row.Long(), row.TimeOrNull(), row.TextOrNull()),
        UpdatedAt = row.Time(),
        Version = row.Long(),
    };

    private static PlaybookVersion ReadVersion(Row row) => new(row.Id<PlaybookId>(), row.Int(), row.Text(), row.OrNull<Guid>(), row.Text(), row.Time());
}
