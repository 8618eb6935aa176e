using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>The module's statements about to whom tickets were handed.</summary>
internal sealed class CustodyDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("""
        id, ticket_id, recipient, handed_by, handed_at, owner_id, note, due_at, state, accepted_by, accepted_at, ended_by, ended_at, answer
        """);

    /// <summary>To whom a ticket was handed, the last first.</summary>
    public Task<List<HandOver>> Chain(OpContext op, TicketId ticket, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from ticket_custody
         where tenant_id = {op.Tenant} and ticket_id = {ticket}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>Who has a ticket now; its row stays locked until the change ends.</summary>
    public static Task<HandOver?> Held(Change change, TicketId ticket, CancellationToken ct) => change.First(
        $"select {Columns} from ticket_custody where tenant_id = {change.Op.Tenant} and ticket_id = {ticket} and ended_at is null for update", Read, ct);

    public static void Insert(Change change, HandOver h) => change.Add($"""
        insert into ticket_custody (tenant_id, {Columns})
        values ({change.Op.Tenant}, {h.Id}, {h.Ticket}, {h.Recipient}, {Json.Of(h.HandedBy)}, {h.HandedAt}, {h.OwnerId}, {h.Note}, {h.DueAt}, {h.State},
                {OrNull(h.AcceptedBy)}, {h.AcceptedAt}, {OrNull(h.EndedBy)}, {h.EndedAt}, {h.Answer})
        """);

    public static void Update(Change change, HandOver h) => change.Add($"""
        update ticket_custody
           set state = {h.State}, accepted_by = {OrNull(h.AcceptedBy)}, accepted_at = {h.AcceptedAt}, ended_by = {OrNull(h.EndedBy)}, ended_at = {h.EndedAt}, answer = {h.Answer}
         where tenant_id = {change.Op.Tenant} and id = {h.Id}
        """);

    private static Json OrNull<T>(T? value) where T : class => value is null ? default : Json.Of(value);

    private static HandOver Read(Row row) => new(row.Id<HandOverId>(), row.Id<TicketId>(), row.Text(), row.Json<TicketActor>(), row.Time())
    {
        OwnerId = row.IdOrNull<UserId>(),
        Note = row.TextOrNull(),
        DueAt = row.TimeOrNull(),
        State = row.Enum<CustodyState>(),
        AcceptedBy = row.JsonOrNull<TicketActor>(),
        AcceptedAt = row.TimeOrNull(),
        EndedBy = row.JsonOrNull<TicketActor>(),
        EndedAt = row.TimeOrNull(),
        Answer = row.TextOrNull(),
    };
}
