using System.Text;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Mail;

/// <summary>Takes mails in, with the changes that they are about.</summary>
internal sealed class Mails(MailServer server, ISealer sealer, WorkSignals signals, IOptions<MailOptions> options, TimeProvider time) : IMails
{
    private const int MaxSubject = 200;

    public bool AreSent => server.IsThere;

    public string Link(string path) => options.Value.ConsoleUrl.ToString().TrimEnd('/') + path;

    public async Task<Problem?> Take(Change change, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return await MailDb.TakeOfDay(change, today, options.Value.MailsPerDay, ct) ? null : MailProblems.TooManyToday(options.Value.MailsPerDay, today.AddDays(1) - now);
    }

    public MailId Add(Change change, MailDraft draft)
    {
        var now = time.GetUtcNow();
        var subject = draft.Subject.Length > MaxSubject ? draft.Subject[..MaxSubject] : draft.Subject;
        var mail = new StoredMail(change.Op.Tenant, Id.New<MailId>(time), draft.Recipient, subject, MailState.Waiting, 0, null, draft.GoodUntil, now, null);
        MailDb.Insert(change, mail, sealer.Seal(Encoding.UTF8.GetBytes(draft.Text), mail.Purpose));
        change.OnCommitted(() => signals.Wake<SendMails>());
        return mail.Id;
    }

    public void TakeBack(Change change, MailId mail) => MailDb.Delete(change, mail);
}
