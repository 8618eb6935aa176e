using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Mail.Features;

/// <summary>Takes a mail back that was not sent.</summary>
internal sealed class DeleteMail(MailDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MailPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/mails/{id}", (MailId id, DeleteMail feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, MailId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await MailDb.ForUpdate(change, id, ct) is not (var mail, _) || mail.State == MailState.Sent)
        {
            return MailProblems.NotFound;
        }

        if (await MailDb.IsUnderWay(change, id, time.GetUtcNow(), ct))
        {
            return MailProblems.UnderWay;
        }

        MailDb.Delete(change, id);
        change.Audit(AuditFact.Of("mail", mail.Id.Value, mail.Subject, MailView.From(mail), null) with { Category = AuditCategory.SystemConfig });
        return await change.Commit(Done.Value, ct);
    }
}
