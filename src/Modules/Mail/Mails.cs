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
        var id = Id.New<MailId>(time);
        Add(change, id, draft);
        return id;
    }

    public async Task<Problem?> AddOnce(Change change, MailId id, MailDraft draft, CancellationToken ct)
    {
        if (await MailDb.IsThere(change, id, ct))
        {
            return null;
        }

        if (await Take(change, ct) is { } exceeded)
        {
            return exceeded;
        }

        Add(change, id, draft);
        return null;
    }

    public void TakeBack(Change change, MailId mail) => MailDb.Delete(change, mail);

    private void Add(Change change, MailId id, MailDraft draft)
    {
        var now = time.GetUtcNow();
        var subject = draft.Subject.Length > MaxSubject ? draft.Subject[..MaxSubject] : draft.Subject;
        var mail = new StoredMail(change.Op.Tenant, id, draft.Recipient, subject, MailState.Waiting, 0, null, draft.GoodUntil, now, null);
        MailDb.Insert(change, mail, sealer.Seal(Encoding.UTF8.GetBytes(draft.Text), mail.Purpose));
        change.OnCommitted(() => signals.Wake<SendMails>());
    }
}
