using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Features.Attachments;

/// <summary>What somebody attached to a ticket.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="MediaType">What its name and its content say that it is.</param>
/// <param name="Size">How many bytes it has, or had.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
/// <param name="State">What the scanner said of it; the content is given out when CLEAN, or UNSCANNED where there is no scanner.</param>
/// <param name="Detail">What the scanner found, or why it could not look; null when there is nothing to say.</param>
/// <param name="ScannedAt">When the scanner had the last word; null when it has not.</param>
/// <param name="AddedBy">Who attached it.</param>
/// <param name="AddedAt">When.</param>
internal sealed record AttachmentView(
    AttachmentId Id, string Name, string MediaType, long Size, string Sha256, AttachmentState State, string? Detail, DateTimeOffset? ScannedAt, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public static AttachmentView From(Attachment a) =>
        new(a.Id, a.Name, a.MediaType, a.Size, Convert.ToHexStringLower(a.Sha256), a.State, a.Detail, a.ScannedAt, a.AddedBy, a.AddedAt);

    public static AuditFact Fact(Ticket ticket, Attachment? before, Attachment? after) => TicketView.Fact(null, ticket) with
    {
        Before = before is null ? null : AuditFact.Show(From(before)),
        After = after is null ? null : AuditFact.Show(From(after)),
    };
}
