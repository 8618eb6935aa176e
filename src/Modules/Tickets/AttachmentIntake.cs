using System.Security.Cryptography;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features.Attachments;
using Holdfast.Modules.Tickets.Reconcilers;
using Holdfast.Modules.Tickets.Scanning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tickets;

/// <summary>
/// Takes a content in: first its row and room for it, then its pieces, each sealed and written as it comes, then the word that it is whole. Of a content there
/// is one piece in memory, and no connection is held while the sender takes its time. What breaks off is taken away by the work that looks for it.
/// </summary>
internal sealed class AttachmentIntake(AttachmentsDb db, TicketBook book, Quotas quotas, ISealer sealer, ConfiguredScanner scanner, WorkSignals signals, TimeProvider time)
{
    /// <summary>How long a content may take to come in.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public async Task<Result<Attachment>> Take(OpContext op, TicketId ticket, string? name, string? stated, Stream body, long? length, CancellationToken ct)
    {
        if (length > Attachment.MaxBytes)
        {
            return RequestProblems.TooLarge(Attachment.MaxBytes);
        }

        var piece = new byte[Attachment.PieceBytes];
        var read = await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct);
        if (read == 0)
        {
            return TicketsProblems.EmptyAttachment;
        }

        var clean = AttachmentName.Clean(name);
        var (type, refusal) = AttachmentType.Of(clean, stated, piece.AsMemory(0, Math.Min(read, AttachmentType.HeadBytes)));
        if (type is null)
        {
            return refusal switch
            {
                TypeRefusal.Program => TicketsProblems.IsProgram,
                TypeRefusal.NotTaken => TicketsProblems.NotTaken,
                _ => TicketsProblems.ContentDiffers,
            };
        }

        var begun = await Begin(op, ticket, clean, type.MediaType, read < piece.Length ? read : length ?? Attachment.MaxBytes, ct);
        if (!begun.Succeeded)
        {
            return begun;
        }

        using var late = new CancellationTokenSource(Longest, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var isKept = false;
        try
        {
            var kept = await Keep(begun.Value, body, piece, read, limit.Token);
            var ended = kept.Succeeded ? await End(op, kept.Value, ct) : kept;
            isKept = ended.Succeeded;
            return ended;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return TicketsProblems.AttachmentTooSlow;
        }
        finally
        {
            if (!isKept)
            {
                // The sender may be gone; the room is given back all the same.
                await Abandon(begun.Value.Id, CancellationToken.None);
            }
        }
    }

    /// <summary>Takes away what did not become whole, and gives back the room that was set aside.</summary>
    public async Task Abandon(AttachmentId id, CancellationToken ct)
    {
        await using var change = db.Bookkeeping();
        if (await AttachmentsDb.ForUpdate(change, id, ct) is { IsWhole: false } attachment)
        {
            await quotas.Settle(change, AttachmentsDb.Quota, attachment.Reservation, 0, ct);
            AttachmentsDb.Delete(change, id);
        }

        await change.Commit(ct);
    }

    private async Task<Result<Attachment>> Begin(OpContext op, TicketId ticketId, string name, string mediaType, long most, CancellationToken ct)
    {
        await using var change = db.Bookkeeping();
        if (await TicketsDb.ForUpdate(change, ticketId, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        if (ticket.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        if (await AttachmentsDb.Count(change, ticketId, ct) >= Attachment.MaxPerTicket)
        {
            return TicketsProblems.TooManyAttachments;
        }

        if (await quotas.Check(change, TenantQuotas.Storage, ct) is { } full)
        {
            return full;
        }

        var reserved = await quotas.Reserve(change, AttachmentsDb.Quota, most, Longest * 2, ct);
        if (!reserved.Succeeded)
        {
            return reserved.Problem;
        }

        var now = time.GetUtcNow();
        var attachment = new Attachment(Id.New<AttachmentId>(time), ticketId, name, mediaType, TicketActor.Of(op.Principal), now, reserved.Value);
        AttachmentsDb.Insert(change, attachment);
        AttachmentsDb.Watch(change, attachment.Id, now + (Longest * 2));
        return await change.Commit(attachment, ct);
    }

    private async Task<Result<Attachment>> Keep(Attachment attachment, Stream body, byte[] piece, int read, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        for (var number = 0; read > 0; number++)
        {
            size += read;
            if (size > Attachment.MaxBytes)
            {
                return RequestProblems.TooLarge(Attachment.MaxBytes);
            }

            hash.AppendData(piece, 0, read);
            await using (var change = db.Bookkeeping())
            {
                var sealedBytes = sealer.Seal(piece.AsSpan(0, read), Attachment.Purpose(change.Op.Tenant, attachment.Id, number));
                await AttachmentsDb.InsertPiece(change, attachment.Id, number, sealedBytes, ct);
                await change.Commit(ct);
            }

            read = await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct);
        }

        return attachment with { Size = size, Sha256 = hash.GetHashAndReset(), IsWhole = true, State = scanner.Scanner is null ? AttachmentState.Unscanned : AttachmentState.Pending };
    }

    private async Task<Result<Attachment>> End(OpContext op, Attachment whole, CancellationToken ct)
    {
        await using var change = db.Change();
        // Where it is now: the ticket may have been put into another meanwhile.
        if (await AttachmentsDb.TicketOf(change, whole.Id, ct) is not { } ticket || await AttachmentsDb.ForUpdate(change, whole.Id, ct) is not { IsWhole: false })
        {
            return TicketsProblems.NotFound;
        }

        var kept = whole with { Ticket = ticket.Id };
        AttachmentsDb.Update(change, kept);
        AttachmentsDb.Watch(change, kept.Id, scanner.Scanner is null ? null : time.GetUtcNow());
        await quotas.Settle(change, AttachmentsDb.Quota, kept.Reservation, kept.Size, ct);
        book.Note(change, ticket.Id, TicketEntryKind.AttachmentAdded, new TicketEntryDetail { Value = kept.Name });
        change.Publish(new TicketAttachmentAdded(ticket.Id, ticket.Number, kept.Id, kept.Name), ticket.Place);
        change.Audit(AttachmentView.Fact(ticket, null, kept));
        change.OnCommitted(() => signals.Wake<ScanAttachments>());
        return await change.Commit(kept, ct);
    }
}
