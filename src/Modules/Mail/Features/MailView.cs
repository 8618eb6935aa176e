using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;

namespace Holdfast.Modules.Mail.Features;

/// <summary>A mail on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What stood in the way last: the mail server's code, or what kind of fault it was; null when nothing did.</param>
/// <param name="GoodUntil">It is not sent any more from then on.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="SentAt">When the mail server took it; null when it did not.</param>
internal sealed record MailView(
    MailId Id, string Recipient, string Subject, MailState State, int Attempts, string? Error, DateTimeOffset GoodUntil, DateTimeOffset CreatedAt, DateTimeOffset? SentAt)
{
    public static MailView From(StoredMail mail) =>
        new(mail.Id, mail.Recipient, mail.Subject, mail.State, mail.Attempts, mail.Error, mail.GoodUntil, mail.CreatedAt, mail.SentAt);
}
