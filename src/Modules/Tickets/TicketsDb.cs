using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Tickets;

/// <summary>Which tickets a list holds; null members do not narrow it.</summary>
internal sealed record TicketFilter(TicketExecution? Execution, TicketStage? Stage, TicketSeverity? Severity, DeviceId? Device);

/// <summary>The module's statements.</summary>
internal sealed class TicketsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, number, subject, description, severity, source, created_by, created_at, execution, stage, finding_id, device_id, device_name, rule, assignee_id,
        action, intent, attempts, execution_id, executing_until, executed_at, result, failure, derived_to, derived_note, version
        """);

    private static Sql CommentColumns => Sql.Constant("id, ticket_id, text, author, created_at");

    public Change Change() => session.Change();

    public Task<Ticket?> Ticket(OpContext op, TicketId id, CancellationToken ct) =>
        session.First($"select {Columns} from ticket where tenant_id = {op.Tenant} and id = {id}", Read, ct);

    public static Task<Ticket?> ForUpdate(Change change, TicketId id, CancellationToken ct) =>
        change.First($"select {Columns} from ticket where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public static Task<Ticket?> OpenForUpdate(Change change, DeviceId device, string rule, CancellationToken ct) => change.First(
        $"""
        select {Columns} from ticket
         where tenant_id = {change.Op.Tenant} and device_id = {device} and rule = {rule} and source = 'FINDING' and stage <> 'CLOSED'
           for update
        """,
        Read,
        ct);

    public Task<List<Ticket>> Tickets(OpContext op, TicketFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from ticket
         where tenant_id = {op.Tenant} and ({page.After} is null or id < {page.After})
           {Only(filter)}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>The tenant's next number. Its row stays locked until the change ends, so that numbers have no gaps.</summary>
    public static async Task<long> NextNumber(Change change, CancellationToken ct) => await change.First(
        $"""
        insert into ticket_counter (tenant_id, last) values ({change.Op.Tenant}, 1)
        on conflict (tenant_id) do update set last = ticket_counter.last + 1
        returning last
        """,
        row => row.GetInt64(0),
        ct);

    public static void Insert(Change change, Ticket t) => change.Add($"""
        insert into ticket (tenant_id, {Columns})
        values ({change.Op.Tenant}, {t.Id}, {t.Number}, {t.Subject}, {t.Description}, {t.Severity}, {t.Source}, {Json.Of(t.CreatedBy)}, {t.CreatedAt},
                {t.Execution}, {t.Stage}, {t.Finding}, {t.Device}, {t.DeviceName}, {t.Rule}, {t.AssigneeId}, {OrNull(t.Action)}, {t.Intent}, {t.Attempts},
                {t.ExecutionId}, {t.ExecutingUntil}, {t.ExecutedAt}, {t.Result}, {OrNull(t.Failure)}, {t.DerivedTo}, {t.DerivedNote}, {t.Version})
        """);

    public static void Update(Change change, Ticket t) => change.Add($"""
        update ticket
           set subject = {t.Subject}, description = {t.Description}, severity = {t.Severity}, execution = {t.Execution}, stage = {t.Stage},
               assignee_id = {t.AssigneeId}, action = {OrNull(t.Action)}, intent = {t.Intent}, attempts = {t.Attempts}, execution_id = {t.ExecutionId},
               executing_until = {t.ExecutingUntil}, executed_at = {t.ExecutedAt}, result = {t.Result}, failure = {OrNull(t.Failure)},
               derived_to = {t.DerivedTo}, derived_note = {t.DerivedNote}, version = {t.Version}
         where tenant_id = {change.Op.Tenant} and id = {t.Id}
        """);

    public static void Delete(Change change, TicketId id) => change.Add($"delete from ticket where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>Writes down that an execution is under way, where background work sees it without seeing the ticket.</summary>
    public static void Watch(Change change, TicketId id, DateTimeOffset until) => change.Add($"""
        insert into ticket_execution (tenant_id, ticket_id, until) values ({change.Op.Tenant}, {id}, {until})
        on conflict (tenant_id, ticket_id) do update set until = excluded.until
        """);

    public static void Unwatch(Change change, TicketId id) =>
        change.Add($"delete from ticket_execution where tenant_id = {change.Op.Tenant} and ticket_id = {id}");

    /// <summary>Executions in a store, of whichever tenant, whose time is over. Ids only: the table holds nothing else.</summary>
    public static Task<List<(TenantId Tenant, TicketId Ticket)>> Lost(Store store, DateTimeOffset now, CancellationToken ct) => store.Ask(
        $"select tenant_id, ticket_id from ticket_execution where until <= {now} order by until limit 200",
        row => (row.Id<TenantId>(0), row.Id<TicketId>(1)),
        ct);

    public static void Insert(Change change, Comment comment) => change.Add($"""
        insert into ticket_comment (tenant_id, {CommentColumns})
        values ({change.Op.Tenant}, {comment.Id}, {comment.Ticket}, {comment.Text}, {Json.Of(comment.Author)}, {comment.CreatedAt})
        """);

    public Task<List<Comment>> Comments(OpContext op, TicketId ticket, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {CommentColumns} from ticket_comment
         where tenant_id = {op.Tenant} and ticket_id = {ticket} and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        row => new Comment(row.Id<CommentId>(0), row.Id<TicketId>(1), row.GetString(2), row.Json<TicketActor>(3), row.Time(4)),
        ct);

    private static Sql Only(TicketFilter filter)
    {
        Sql execution = filter.Execution is { } e ? $"and execution = {e}" : Sql.Empty;
        Sql stage = filter.Stage is { } s ? $"and stage = {s}" : Sql.Empty;
        Sql severity = filter.Severity is { } v ? $"and severity = {v}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $"and device_id = {d}" : Sql.Empty;
        return $"{execution} {stage} {severity} {device}";
    }

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static Ticket Read(NpgsqlDataReader row) => new(
        row.Id<TicketId>(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.Enum<TicketSeverity>(4), row.Enum<TicketSource>(5), row.Json<TicketActor>(6), row.Time(7))
    {
        Execution = row.Enum<TicketExecution>(8),
        Stage = row.Enum<TicketStage>(9),
        Finding = row.IdOrNull<FindingId>(10),
        Device = row.IdOrNull<DeviceId>(11),
        DeviceName = row.TextOrNull(12),
        Rule = row.TextOrNull(13),
        AssigneeId = row.IdOrNull<UserId>(14),
        Action = row.IsDBNull(15) ? null : row.Json<TicketAction>(15),
        Intent = row.GetInt32(16),
        Attempts = row.GetInt32(17),
        ExecutionId = row.OrNull<Guid>(18),
        ExecutingUntil = row.TimeOrNull(19),
        ExecutedAt = row.TimeOrNull(20),
        Result = row.JsonOrNull(21),
        Failure = row.IsDBNull(22) ? null : row.Json<TicketFailure>(22),
        DerivedTo = row.TextOrNull(23),
        DerivedNote = row.TextOrNull(24),
        Version = row.GetInt64(25),
    };
}
