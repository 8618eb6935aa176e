using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tickets;

/// <summary>The module's statements about single tickets.</summary>
internal sealed class TicketsDb(TenantSession session)
{
    public static Sql Columns => Sql.Constant("""
        id, number, subject, description, severity, source, created_by, created_at, execution, stage, finding_id, device_id, device_name, rule, assignee_id,
        action, intent, attempts, run_id, run_state, executed_at, result, failure, derived_to, derived_note, priority, tags, occurred_at, detected_at,
        acknowledged_at, resolved_at, closing_reason, resolution, reopened, parent_id, duplicate_of, merged_into, due_at, acknowledge_by, resolve_by,
        escalation, missed, version, verification, verified_at, organization_id, group_id
        """);

    public Change Change() => session.Change();

    public Task<Ticket?> Ticket(OpContext op, TicketId id, CancellationToken ct) =>
        session.First($"select {Columns} from ticket where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<Ticket?> ForUpdate(Change change, TicketId id, CancellationToken ct) =>
        change.First($"select {Columns} from ticket where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>Two tickets, locked in the order of their ids so that nobody waits for the other; those that there are within reach.</summary>
    public static Task<List<Ticket>> ForUpdate(Change change, TicketId[] ids, CancellationToken ct) => change.Query(
        $"""
        select {Columns} from ticket where tenant_id = {change.Op.Tenant} and id = any({ids.Select(i => i.Value).ToArray()}){Within(change.Op)}
         order by id for update
        """,
        Read,
        ct);

    public static Task<Ticket?> OpenForUpdate(Change change, DeviceId device, string rule, CancellationToken ct) => change.First(
        $"""
        select {Columns} from ticket
         where tenant_id = {change.Op.Tenant} and device_id = {device} and rule = {rule} and source = 'FINDING' and stage <> 'CLOSED'
           for update
        """,
        Read,
        ct);

    /// <summary>The ticket whose present run this is, wherever it hangs.</summary>
    public static Task<Ticket?> OfRunForUpdate(Change change, ActionRunId run, CancellationToken ct) =>
        change.First($"select {Columns} from ticket where tenant_id = {change.Op.Tenant} and run_id = {run} for update", Read, ct);

    /// <summary>The newest open ticket with an observable.</summary>
    public static Task<Ticket?> OpenWith(Change change, ObservableType kind, string value, CancellationToken ct) => change.First(
        $"""
        select {Columns} from ticket
         where tenant_id = {change.Op.Tenant} and stage <> 'CLOSED'{Within(change.Op)}
           and id in (select ticket_id from ticket_observable where tenant_id = {change.Op.Tenant} and kind = any({ObservableWords.Of(kind)}) and value = {value})
         order by id desc limit 1
        """,
        Read,
        ct);

    /// <summary>Whether there is such a ticket within reach, and from it upwards by parent or duplicate to at most 20 others it does not come to the one that asks.</summary>
    /// <returns>Null when there is none; otherwise whether the way is free.</returns>
    public static async Task<bool?> WayUp(Change change, TicketId from, TicketId asking, bool byParent, CancellationToken ct)
    {
        var next = byParent ? Sql.Constant("t.parent_id") : Sql.Constant("t.duplicate_of");
        var way = await change.Query(
            $"""
            with recursive way as (
                select t.id, {next} next, 1 depth from ticket t where t.tenant_id = {change.Op.Tenant} and t.id = {from}{Within(change.Op)}
                union all
                select t.id, {next}, w.depth + 1 from way w join ticket t on t.tenant_id = {change.Op.Tenant} and t.id = w.next where w.depth < 21)
            select id, depth from way
            """,
            row => (Id: row.Id<TicketId>(), Depth: row.Int()),
            ct);
        return way.Count == 0 ? null : way.TrueForAll(w => w.Id != asking && w.Depth <= 20);
    }

    /// <summary>The tenant's next number. Its row stays locked until the change ends, so that numbers have no gaps.</summary>
    public static async Task<long> NextNumber(Change change, CancellationToken ct) => await change.First(
        $"""
        insert into ticket_counter (tenant_id, last) values ({change.Op.Tenant}, 1)
        on conflict (tenant_id) do update set last = ticket_counter.last + 1
        returning last
        """,
        row => row.Long(),
        ct);

    public static void Insert(Change change, Ticket t)
    {
        change.Add($"""
            insert into ticket (tenant_id, {Columns})
            values ({change.Op.Tenant}, {t.Id}, {t.Number}, {t.Subject}, {t.Description}, {t.Severity}, {t.Source}, {Json.Of(t.CreatedBy)}, {t.CreatedAt},
                    {t.Execution}, {t.Stage}, {t.Finding}, {t.Device}, {t.DeviceName}, {t.Rule}, {t.AssigneeId}, {OrNull(t.Action)}, {t.Intent}, {t.Attempts},
                    {t.RunId}, {t.RunState}, {t.ExecutedAt}, {t.Result}, {OrNull(t.Failure)}, {t.DerivedTo}, {t.DerivedNote}, {t.Priority}, {t.Tags},
                    {t.OccurredAt}, {t.DetectedAt}, {t.AcknowledgedAt}, {t.ResolvedAt}, {t.ClosingReason}, {t.Resolution}, {t.Reopened}, {t.ParentId},
                    {t.DuplicateOf}, {t.MergedInto}, {t.DueAt}, {t.AcknowledgeBy}, {t.ResolveBy}, {t.Escalation}, {Texts(t.Missed)}, {t.Version}, {t.Verification}, {t.VerifiedAt},
                    {t.Place.Organization}, {t.Place.Group})
            """);
        Index(change, t.Id);
        Watch(change, t);
    }

    public static void Update(Change change, Ticket t)
    {
        change.Add($"""
            update ticket
               set subject = {t.Subject}, description = {t.Description}, severity = {t.Severity}, execution = {t.Execution}, stage = {t.Stage},
                   assignee_id = {t.AssigneeId}, action = {OrNull(t.Action)}, intent = {t.Intent}, attempts = {t.Attempts}, run_id = {t.RunId},
                   run_state = {t.RunState}, executed_at = {t.ExecutedAt}, result = {t.Result}, failure = {OrNull(t.Failure)},
                   derived_to = {t.DerivedTo}, derived_note = {t.DerivedNote}, priority = {t.Priority}, tags = {t.Tags}, acknowledged_at = {t.AcknowledgedAt},
                   resolved_at = {t.ResolvedAt}, closing_reason = {t.ClosingReason}, resolution = {t.Resolution}, reopened = {t.Reopened},
                   parent_id = {t.ParentId}, duplicate_of = {t.DuplicateOf}, merged_into = {t.MergedInto}, due_at = {t.DueAt},
                   acknowledge_by = {t.AcknowledgeBy}, resolve_by = {t.ResolveBy}, escalation = {t.Escalation}, missed = {Texts(t.Missed)}, version = {t.Version},
                   verification = {t.Verification}, verified_at = {t.VerifiedAt}
             where tenant_id = {change.Op.Tenant} and id = {t.Id}
            """);
        Index(change, t.Id);
        Watch(change, t);
    }

    /// <summary>Has a ticket found by what it says now, and by what its comments say.</summary>
    public static void Index(Change change, TicketId id) => change.Add($"""
        insert into ticket_term (tenant_id, term, ticket_id)
        select {change.Op.Tenant}, term, {id}
          from (select unnest(tsvector_to_array(words)) from ticket where tenant_id = {change.Op.Tenant} and id = {id}
                union select '#' || unnest(tags) from ticket where tenant_id = {change.Op.Tenant} and id = {id}
                union select unnest(tsvector_to_array(words)) from ticket_comment where tenant_id = {change.Op.Tenant} and ticket_id = {id}) said (term)
         where term not in (select term from ticket_term where tenant_id = {change.Op.Tenant} and ticket_id = {id})
         order by term
        on conflict do nothing
        """);

    public static void Delete(Change change, TicketId id)
    {
        change.Add($"delete from ticket where tenant_id = {change.Op.Tenant} and id = {id}");
        Unwatch(change, id);

        // Its parts and its copies stand by themselves.
        change.Add($"""
            update ticket set parent_id = case when parent_id = {id} then null else parent_id end, duplicate_of = case when duplicate_of = {id} then null else duplicate_of end,
                   version = version + 1
             where tenant_id = {change.Op.Tenant} and (parent_id = {id} or duplicate_of = {id})
            """);
    }

    public static void Unwatch(Change change, TicketId id) => change.Add($"delete from ticket_due where tenant_id = {change.Op.Tenant} and ticket_id = {id}");

    /// <summary>Tickets in a database, of whichever tenant, with a clock that has run out.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id, ticket_id from ticket_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>The tickets of a device stand where it stands.</summary>
    public static void Move(Change change, DeviceId device, ScopePath to) => change.Add($"""
        update ticket set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}
        """);

    public static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    public static Ticket Read(Row row)
    {
        var ticket = ReadUnplaced(row);
        return ticket with { Place = new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), ticket.Device?.Value) };
    }

    private static void Watch(Change change, Ticket ticket)
    {
        if (ticket.NextClockAt is not { } at)
        {
            Unwatch(change, ticket.Id);
            return;
        }

        change.Add($"""
            insert into ticket_due (tenant_id, ticket_id, due_at) values ({change.Op.Tenant}, {ticket.Id}, {at})
            on conflict (tenant_id, ticket_id) do update set due_at = excluded.due_at
            """);
    }

    private static string[] Texts(IEnumerable<TicketClock> clocks) => [.. clocks.Select(c => EnumText.Of(c))];

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static Ticket ReadUnplaced(Row row) => new(
        row.Id<TicketId>(), row.Long(), row.Text(), row.Text(), row.Enum<TicketSeverity>(), row.Enum<TicketSource>(), row.Json<TicketActor>(), row.Time())
    {
        Execution = row.Enum<TicketExecution>(),
        Stage = row.Enum<TicketStage>(),
        Finding = row.IdOrNull<FindingId>(),
        Device = row.IdOrNull<DeviceId>(),
        DeviceName = row.TextOrNull(),
        Rule = row.TextOrNull(),
        AssigneeId = row.IdOrNull<UserId>(),
        Action = row.JsonOrNull<TicketAction>(),
        Intent = row.Int(),
        Attempts = row.Int(),
        RunId = row.IdOrNull<ActionRunId>(),
        RunState = row.EnumOrNull<ActionRunState>(),
        ExecutedAt = row.TimeOrNull(),
        Result = row.JsonOrNull(),
        Failure = row.JsonOrNull<TicketFailure>(),
        DerivedTo = row.TextOrNull(),
        DerivedNote = row.TextOrNull(),
        Priority = row.Enum<TicketPriority>(),
        Tags = row.Get<string[]>(),
        OccurredAt = row.TimeOrNull(),
        DetectedAt = row.TimeOrNull(),
        AcknowledgedAt = row.TimeOrNull(),
        ResolvedAt = row.TimeOrNull(),
        ClosingReason = row.EnumOrNull<ClosingReason>(),
        Resolution = row.TextOrNull(),
        Reopened = row.Int(),
        ParentId = row.IdOrNull<TicketId>(),
        DuplicateOf = row.IdOrNull<TicketId>(),
        MergedInto = row.IdOrNull<TicketId>(),
        DueAt = row.TimeOrNull(),
        AcknowledgeBy = row.TimeOrNull(),
        ResolveBy = row.TimeOrNull(),
        Escalation = row.Int(),
        Missed = [.. row.Get<string[]>().Select(EnumText.Parse<TicketClock>)],
        Version = row.Long(),
        Verification = row.EnumOrNull<Verification>(),
        VerifiedAt = row.TimeOrNull(),
    };
}
