using System.Globalization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>Which tickets a list holds; null members do not narrow it.</summary>
internal sealed record TicketFilter(TicketExecution? Execution, TicketStage? Stage, TicketSeverity? Severity, DeviceId? Device, bool? Open, SearchText? Search);

/// <summary>How many tickets are open, by severity and by stage, and how many of them wait for an approval.</summary>
internal sealed record TicketCounts(int Critical, int High, int Medium, int Low, int New, int InProgress, int AwaitingApproval);

/// <summary>The module's statements.</summary>
internal sealed class TicketsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, number, subject, description, severity, source, created_by, created_at, execution, stage, finding_id, device_id, device_name, rule, assignee_id,
        action, intent, attempts, run_id, run_state, executed_at, result, failure, derived_to, derived_note, version,
        organization_id, group_id
        """);

    private static Sql CommentColumns => Sql.Constant("id, ticket_id, text, author, created_at");

    public Change Change() => session.Change();

    public Task<Ticket?> Ticket(OpContext op, TicketId id, CancellationToken ct) =>
        session.First($"select {Columns} from ticket where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<Ticket?> ForUpdate(Change change, TicketId id, CancellationToken ct) =>
        change.First($"select {Columns} from ticket where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

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

    public Task<List<Ticket>> Tickets(OpContext op, TicketFilter filter, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from ticket
         where tenant_id = {op.Tenant}{Only(filter)}{Within(op)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>What is open within reach.</summary>
    public async Task<TicketCounts> OpenCounts(OpContext op, CancellationToken ct) => (await session.First(
        $"""
        select count(*) filter (where severity = 'CRITICAL')::int, count(*) filter (where severity = 'HIGH')::int, count(*) filter (where severity = 'MEDIUM')::int,
               count(*) filter (where severity = 'LOW')::int, count(*) filter (where stage = 'NEW')::int, count(*) filter (where stage = 'IN_PROGRESS')::int,
               count(*) filter (where run_state = 'AWAITING_APPROVAL')::int
          from ticket where tenant_id = {op.Tenant} and stage <> 'CLOSED'{Within(op)}
        """,
        row => new TicketCounts(row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int()),
        ct))!;

    public Task<Ticket?> OldestOpen(OpContext op, CancellationToken ct) => session.First(
        $"select {Columns} from ticket where tenant_id = {op.Tenant} and stage <> 'CLOSED'{Within(op)} order by id limit 1", Read, ct);

    /// <summary>Open tickets, the most severe first and of those the oldest.</summary>
    public Task<List<Ticket>> MostUrgent(OpContext op, int limit, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from ticket
         where tenant_id = {op.Tenant} and stage <> 'CLOSED'{Within(op)}
         order by array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], severity), id limit {limit}
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
        row => row.Long(),
        ct);

    public static void Insert(Change change, Ticket t) => change.Add($"""
        insert into ticket (tenant_id, {Columns})
        values ({change.Op.Tenant}, {t.Id}, {t.Number}, {t.Subject}, {t.Description}, {t.Severity}, {t.Source}, {Json.Of(t.CreatedBy)}, {t.CreatedAt},
                {t.Execution}, {t.Stage}, {t.Finding}, {t.Device}, {t.DeviceName}, {t.Rule}, {t.AssigneeId}, {OrNull(t.Action)}, {t.Intent}, {t.Attempts},
                {t.RunId}, {t.RunState}, {t.ExecutedAt}, {t.Result}, {OrNull(t.Failure)}, {t.DerivedTo}, {t.DerivedNote}, {t.Version},
                {t.Place.Organization}, {t.Place.Group})
        """);

    public static void Update(Change change, Ticket t) => change.Add($"""
        update ticket
           set subject = {t.Subject}, description = {t.Description}, severity = {t.Severity}, execution = {t.Execution}, stage = {t.Stage},
               assignee_id = {t.AssigneeId}, action = {OrNull(t.Action)}, intent = {t.Intent}, attempts = {t.Attempts}, run_id = {t.RunId},
               run_state = {t.RunState}, executed_at = {t.ExecutedAt}, result = {t.Result}, failure = {OrNull(t.Failure)},
               derived_to = {t.DerivedTo}, derived_note = {t.DerivedNote}, version = {t.Version}
         where tenant_id = {change.Op.Tenant} and id = {t.Id}
        """);

    public static void Delete(Change change, TicketId id) => change.Add($"delete from ticket where tenant_id = {change.Op.Tenant} and id = {id}");

    public static void Insert(Change change, Comment comment) => change.Add($"""
        insert into ticket_comment (tenant_id, {CommentColumns})
        values ({change.Op.Tenant}, {comment.Id}, {comment.Ticket}, {comment.Text}, {Json.Of(comment.Author)}, {comment.CreatedAt})
        """);

    public Task<List<Comment>> Comments(OpContext op, TicketId ticket, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {CommentColumns} from ticket_comment
         where tenant_id = {op.Tenant} and ticket_id = {ticket}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        row => new Comment(row.Id<CommentId>(), row.Id<TicketId>(), row.Text(), row.Json<TicketActor>(), row.Time()),
        ct);

    /// <summary>The tickets of a device stand where it stands.</summary>
    public static void Move(Change change, DeviceId device, ScopePath to) => change.Add($"""
        update ticket set organization_id = {to.Organization}, group_id = {to.Group} where tenant_id = {change.Op.Tenant} and device_id = {device}
        """);

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", "device_id");

    private static Sql Only(TicketFilter filter)
    {
        Sql execution = filter.Execution is { } e ? $" and execution = {e}" : Sql.Empty;
        Sql stage = filter.Stage is { } s ? $" and stage = {s}" : Sql.Empty;
        Sql severity = filter.Severity is { } v ? $" and severity = {v}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $" and device_id = {d}" : Sql.Empty;
        var open = filter.Open switch { true => Sql.Constant(" and stage <> 'CLOSED'"), false => Sql.Constant(" and stage = 'CLOSED'"), null => Sql.Empty };
        return $"{execution}{stage}{severity}{device}{open}{Found(filter.Search)}";
    }

    // A number alone, with or without its mark, is the ticket's.
    private static Sql Found(SearchText? search) => search is null ? Sql.Empty
        : long.TryParse(search.Text.StartsWith('#') ? search.Text[1..] : search.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $" and number = {number}"
        : search.In("subject, description");

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static Ticket Read(Row row)
    {
        var ticket = ReadUnplaced(row);
        return ticket with { Place = new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), ticket.Device?.Value) };
    }

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
        Version = row.Long(),
    };
}
