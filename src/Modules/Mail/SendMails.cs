using System.Text;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Mail;

/// <summary>
/// Sends what waits, where there is a server. An attempt is counted before it is made, so that a mail on which processes die ends as failed too; one that dies
/// between the server's yes and the row's has it sent again, with the same id.
/// </summary>
internal sealed class SendMails(MailDb db, MailServer server, ISealer sealer, ILogger<SendMails> logger, IOptions<MailOptions> options, TimeProvider time) : IWork
{
    private const int Lanes = 4;

    public WorkPace Pace => new(TimeSpan.FromSeconds(15), Lanes, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) =>
        server.IsThere ? db.Due(wanted, ct) : Task.FromResult<IReadOnlyList<WorkItem>>([]);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        // Twice an attempt's time: the clock of another process may be ahead.
        if (await db.Claim(op, item.Id!.Value, time.GetUtcNow(), options.Value.AttemptTime * 2, ct) is not (var mail, var sealedText))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(sealer.Open(sealedText, mail.Purpose));
        var outcome = await server.Send(mail.Id.Value, mail.Recipient, mail.Subject, text, ct);
        if (outcome.Error is not { } error)
        {
            await db.Sent(mail, time.GetUtcNow(), ct);
            return true;
        }

        var dueAt = time.GetUtcNow() + RetryPace.After(mail.Attempts);
        if (!outcome.IsFinal && mail.Attempts < options.Value.Attempts && dueAt < mail.GoodUntil)
        {
            await db.Rest(mail, error, dueAt, ct);
            return true;
        }

        MailLog.Failed(logger, mail.Id.Value, error, mail.Attempts);
        await using var change = db.Change();
        MailDb.Fail(change, mail, error);
        change.Publish(new MailFailed(mail.Id, error));
        change.Audit(new AuditFact("mail", mail.Id.Value, mail.Subject) { Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Failure, Error = error });
        await change.Commit(ct);
        return true;
    }
}
