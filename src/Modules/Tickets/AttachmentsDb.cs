using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tickets;

/// <summary>The module's statements about attachments.</summary>
internal sealed class AttachmentsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("id, ticket_id, name, media_type, added_by, added_at, reservation, size, sha256, state, detail, attempts, scanned_at, is_whole");

    public static Quota Quota { get; } = new("attachment_bytes", "Bytes of what people attached to tickets.");

    public Change Change() => session.Change();

    public Change Bookkeeping() => session.Bookkeeping();

    /// <summary>What is attached to a ticket, in the order in which it was; whole ones only.</summary>
    public Task<List<Attachment>> OfTicket(OpContext op, TicketId ticket, CancellationToken ct) => session.Query(
        $"select {Columns} from ticket_attachment where tenant_id = {op.Tenant} and ticket_id = {ticket} and is_whole order by id", Read, ct);

    public Task<Attachment?> Attachment(OpContext op, TicketId ticket, AttachmentId id, CancellationToken ct) => session.First(
        $"select {Columns} from ticket_attachment where tenant_id = {op.Tenant} and ticket_id = {ticket} and id = {id} and is_whole", Read, ct);

    /// <summary>One attachment, whole or not, wherever it is now.</summary>
    public static Task<Attachment?> ForUpdate(Change change, AttachmentId id, CancellationToken ct) =>
        change.First($"select {Columns} from ticket_attachment where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    /// <summary>The ticket that one is attached to, locked; null when there is no such attachment. The ticket comes first, as everywhere.</summary>
    public static async Task<Ticket?> TicketOf(Change change, AttachmentId id, CancellationToken ct)
    {
        var ticket = await change.First($"select ticket_id from ticket_attachment where tenant_id = {change.Op.Tenant} and id = {id}", row => (TicketId?)row.Id<TicketId>(), ct);
        return ticket is { } of ? await TicketsDb.ForUpdate(change, of, ct) : null;
    }

    /// <summary>How many a ticket has, those that still come in too.</summary>
    public static async Task<long> Count(Change change, TicketId ticket, CancellationToken ct) =>
        await change.First($"select count(*) from ticket_attachment where tenant_id = {change.Op.Tenant} and ticket_id = {ticket}", row => row.Long(), ct);

    /// <summary>How many bytes a ticket's attachments take.</summary>
    public static async Task<long> BytesOf(Change change, TicketId ticket, CancellationToken ct) => await change.First(
        $"""
        select coalesce(sum(size), 0)::bigint from ticket_attachment
         where tenant_id = {change.Op.Tenant} and ticket_id = {ticket} and is_whole and state <> 'INFECTED'
        """,
        row => row.Long(),
        ct);

    public static void Insert(Change change, Attachment a) => change.Add($"""
        insert into ticket_attachment (tenant_id, {Columns})
        values ({change.Op.Tenant}, {a.Id}, {a.Ticket}, {a.Name}, {a.MediaType}, {Json.Of(a.AddedBy)}, {a.AddedAt}, {a.Reservation}, {a.Size}, {a.Sha256}, {a.State},
                {a.Detail}, {a.Attempts}, {a.ScannedAt}, {a.IsWhole})
        """);

    public static void Update(Change change, Attachment a) => change.Add($"""
        update ticket_attachment
           set size = {a.Size}, sha256 = {a.Sha256}, state = {a.State}, detail = {a.Detail}, attempts = {a.Attempts}, scanned_at = {a.ScannedAt}, is_whole = {a.IsWhole}
         where tenant_id = {change.Op.Tenant} and id = {a.Id}
        """);

    public static void Delete(Change change, AttachmentId id)
    {
        change.Add($"delete from ticket_attachment where tenant_id = {change.Op.Tenant} and id = {id}");
        Unwatch(change, id);
    }

    /// <summary>Keeps one piece of a content, sealed; nothing when the attachment is gone.</summary>
    public static Task InsertPiece(Change change, AttachmentId id, int number, byte[] sealedBytes, CancellationToken ct) => change.Execute(
        $"""
        insert into ticket_attachment_piece (tenant_id, attachment_id, number, content)
        select {change.Op.Tenant}, {id}, {number}, {sealedBytes}
         where exists (select from ticket_attachment where tenant_id = {change.Op.Tenant} and id = {id})
        """,
        ct);

    public static void DeletePieces(Change change, AttachmentId id) =>
        change.Add($"delete from ticket_attachment_piece where tenant_id = {change.Op.Tenant} and attachment_id = {id}");

    public Task<byte[]?> Piece(OpContext op, AttachmentId id, int number, CancellationToken ct) => session.First(
        $"select content from ticket_attachment_piece where tenant_id = {op.Tenant} and attachment_id = {id} and number = {number}", row => (byte[]?)row.Bytes(), ct);

    /// <summary>Has one looked at then; without a time, when there is a scanner.</summary>
    public static void Watch(Change change, AttachmentId id, DateTimeOffset? dueAt) => change.Add($"""
        insert into ticket_attachment_due (tenant_id, attachment_id, due_at) values ({change.Op.Tenant}, {id}, {dueAt})
        on conflict (tenant_id, attachment_id) do update set due_at = excluded.due_at
        """);

    /// <summary>Takes one for this process until then; false when another has it, or it is not due.</summary>
    public static async Task<bool> Take(Change change, AttachmentId id, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) => await change.Execute(
        $"""
        update ticket_attachment_due set due_at = {until}
         where tenant_id = {change.Op.Tenant} and attachment_id = {id} and (due_at is null or due_at <= {now})
        """,
        ct) == 1;

    public static void Unwatch(Change change, AttachmentId id) =>
        change.Add($"delete from ticket_attachment_due where tenant_id = {change.Op.Tenant} and attachment_id = {id}");

    /// <summary>Attachments in a database, of whichever tenant, that are to be looked at.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, bool hasScanner, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"""
        select tenant_id, attachment_id from ticket_attachment_due
         where (due_at <= now() or (due_at is null and {hasScanner})) and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    private static Attachment Read(Row row) => new(
        row.Id<AttachmentId>(), row.Id<TicketId>(), row.Text(), row.Text(), row.Json<TicketActor>(), row.Time(), row.Uuid())
    {
        Size = row.Long(),
        Sha256 = row.BytesOrNull() ?? [],
        State = row.Enum<AttachmentState>(),
        Detail = row.TextOrNull(),
        Attempts = row.Int(),
        ScannedAt = row.TimeOrNull(),
        IsWhole = row.Bool(),
    };
}
