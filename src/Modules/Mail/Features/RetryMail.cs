using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Mail.Features;

/// <summary>Sends a mail once more that failed.</summary>
internal sealed class RetryMail(MailDb db, WorkSignals signals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MailPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/mails/{id}/retry", (MailId id, RetryMail feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(MailView.From));

    public async Task<Result<StoredMail>> Handle(OpContext op, MailId id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var change = db.Change();
        if (await MailDb.ForUpdate(change, id, ct) is not (var mail, var sealedText))
        {
            return MailProblems.NotFound;
        }

        if (mail.State != MailState.Failed || mail.GoodUntil <= now || sealedText is null)
        {
            return MailProblems.NotFailed;
        }

        MailDb.Retry(change, id, now);
        change.OnCommitted(() => signals.Wake<SendMails>());
        change.Audit(new AuditFact("mail", mail.Id.Value, mail.Subject) { Category = AuditCategory.SystemConfig });
        return await change.Commit(mail with { State = MailState.Waiting, Attempts = 0, Error = null }, ct);
    }
}
