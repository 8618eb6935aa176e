using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features.Attachments;
using Holdfast.Modules.Tickets.Scanning;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tickets.Reconcilers;

/// <summary>
/// Shows attachments to the scanner, and takes away those that did not become whole. An attempt is counted before it is made, so that a content on which
/// processes die ends as FAILED too. No change is open while the scanner looks.
/// </summary>
internal sealed class ScanAttachments(
    AttachmentsDb db, AttachmentIntake intake, TicketBook book, ISealer sealer, ConfiguredScanner scanner, IOptions<TicketsOptions> options, TimeProvider time) : IWork
{
    private const string NoOutcome = "The scanner's outcome did not become known.";

    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) =>
        AttachmentsDb.Due(database, scanner.Scanner is not null, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = AttachmentId.From(item.Id!.Value);
        var (isOurs, attachment) = await Claim(id, ct);
        if (attachment is null)
        {
            return isOurs;
        }

        if (!attachment.IsWhole)
        {
            await intake.Abandon(id, ct);
            return true;
        }

        var outcome = attachment.Attempts > options.Value.ScanAttempts
            ? new ScanOutcome(ScanVerdict.Failed, attachment.Detail ?? NoOutcome)
            : await scanner.Scanner!.Scan(new AttachmentContent(db, sealer, op, id, attachment.Size), ct);
        await Settle(attachment, outcome, ct);
        return true;
    }

    // What is left to do; null when there is nothing, or another process does it.
    private async Task<(bool IsOurs, Attachment? Attachment)> Claim(AttachmentId id, CancellationToken ct)
    {
        await using var change = db.Bookkeeping();
        var now = time.GetUtcNow();
        // Twice an attempt's time: the clock of another process may be ahead.
        if (!await AttachmentsDb.Take(change, id, now, now + (options.Value.ScanTime * 2), ct))
        {
            return (false, null);
        }

        var attachment = await AttachmentsDb.ForUpdate(change, id, ct);
        if (attachment is { IsWhole: true, State: AttachmentState.Pending or AttachmentState.Unscanned })
        {
            if (scanner.Scanner is null)
            {
                AttachmentsDb.Update(change, attachment with { State = AttachmentState.Unscanned });
                AttachmentsDb.Watch(change, id, null);
                attachment = null;
            }
            else
            {
                attachment = attachment with { State = AttachmentState.Pending, Attempts = attachment.Attempts + 1 };
                AttachmentsDb.Update(change, attachment);
            }
        }
        else if (attachment is not { IsWhole: false })
        {
            AttachmentsDb.Unwatch(change, id);
            attachment = null;
        }

        await change.Commit(ct);
        return (true, attachment);
    }

    private async Task Settle(Attachment scanned, ScanOutcome outcome, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await AttachmentsDb.TicketOf(change, scanned.Id, ct) is not { } ticket || await AttachmentsDb.ForUpdate(change, scanned.Id, ct) is not { State: AttachmentState.Pending } before)
        {
            // It was taken away while the scanner looked.
            return;
        }

        var now = time.GetUtcNow();
        if (outcome is { Verdict: ScanVerdict.Failed, Again: true } && before.Attempts < options.Value.ScanAttempts)
        {
            AttachmentsDb.Update(change, before with { Detail = outcome.Detail });
            AttachmentsDb.Watch(change, before.Id, now + (options.Value.ScanPause * Math.Pow(2, before.Attempts - 1)));
            await change.Commit(ct);
            return;
        }

        var after = before with
        {
            State = outcome.Verdict switch
            {
                ScanVerdict.Clean => AttachmentState.Clean,
                ScanVerdict.Infected => AttachmentState.Infected,
                _ => AttachmentState.Failed,
            },
            Detail = outcome.Detail.Length == 0 ? null : outcome.Detail,
            ScannedAt = now,
        };
        AttachmentsDb.Update(change, after);
        AttachmentsDb.Unwatch(change, after.Id);
        if (after.State == AttachmentState.Infected)
        {
            AttachmentsDb.DeletePieces(change, after.Id);
            await Quotas.Return(change, AttachmentsDb.Quota, after.Size, ct);
            book.Note(change, ticket.Id, TicketEntryKind.AttachmentInfected, new TicketEntryDetail { Value = after.Name, Note = outcome.Detail });
            change.Publish(new TicketAttachmentInfected(ticket.Id, ticket.Number, after.Id, after.Name, outcome.Detail), ticket.Place);
        }
        else
        {
            TicketBook.Tell(change, ticket);
        }

        change.Audit(AttachmentView.Fact(ticket, before, after));
        await change.Commit(ct);
    }
}
