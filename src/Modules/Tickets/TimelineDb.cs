using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>The module's statements about what has happened to tickets, and what was said about them.</summary>
internal sealed class TimelineDb(TenantSession session)
{
    private static Sql CommentColumns => Sql.Constant("id, ticket_id, text, author, created_at");

    public static void Insert(Change change, TicketEntry entry) => change.Add($"""
        insert into ticket_entry (tenant_id, id, ticket_id, kind, actor, at, detail)
        values ({change.Op.Tenant}, {entry.Id}, {entry.Ticket}, {entry.Kind}, {Json.Of(entry.Actor)}, {entry.At}, {Json.Of(entry.Detail)})
        """);

    /// <summary>What has happened to a ticket, the newest first; comments with their text, wherever they are now.</summary>
    public Task<List<TicketEntry>> Entries(OpContext op, TicketId ticket, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select e.id, e.ticket_id, e.kind, e.actor, e.at, e.detail, c.text
          from ticket_entry e
          left join ticket_comment c on c.tenant_id = {op.Tenant} and c.id = (e.detail ->> 'commentId')::uuid
         where e.tenant_id = {op.Tenant} and e.ticket_id = {ticket}{page.Below("e.id")}
         order by e.id desc limit {page.Limit + 1}
        """,
        row => new TicketEntry(row.Id<TicketEntryId>(), row.Id<TicketId>(), row.Enum<TicketEntryKind>(), row.Json<TicketActor>(), row.Time(), row.Json<TicketEntryDetail>())
        {
            Text = row.TextOrNull(),
        },
        ct);

    public static void Insert(Change change, Comment comment)
    {
        change.Add($"""
            insert into ticket_comment (tenant_id, {CommentColumns})
            values ({change.Op.Tenant}, {comment.Id}, {comment.Ticket}, {comment.Text}, {Json.Of(comment.Author)}, {comment.CreatedAt})
            """);
        change.Add($"""
            insert into ticket_term (tenant_id, term, ticket_id)
            select {change.Op.Tenant}, unnest(tsvector_to_array(to_tsvector('simple', {comment.Text}))), {comment.Ticket}
            on conflict do nothing
            """);
        change.OnViolation("ticket_term_ticket_fkey", TicketsProblems.NotFound);
    }

    public Task<List<Comment>> Comments(OpContext op, TicketId ticket, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {CommentColumns} from ticket_comment
         where tenant_id = {op.Tenant} and ticket_id = {ticket}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        row => new Comment(row.Id<CommentId>(), row.Id<TicketId>(), row.Text(), row.Json<TicketActor>(), row.Time()),
        ct);
}
