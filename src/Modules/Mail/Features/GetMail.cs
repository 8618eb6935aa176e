using System.Text;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Mail.Features;

/// <summary>A mail with what it says.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Text">Plain text, with what only its recipient was to have; null once it was sent or is out of date.</param>
internal sealed record MailTextView(MailView Mail, string? Text);

/// <summary>One mail, with its text as long as that was not sent. Who reads it is in the log: a link in it lets somebody in.</summary>
internal sealed class GetMail(MailDb db, ISealer sealer) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MailPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/mails/{id}", (MailId id, GetMail feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<MailTextView>> Handle(OpContext op, MailId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await MailDb.ForUpdate(change, id, ct) is not (var mail, var sealedText))
        {
            return MailProblems.NotFound;
        }

        var text = sealedText is null ? null : Encoding.UTF8.GetString(sealer.Open(sealedText, mail.Purpose));
        change.Audit(new AuditFact("mail", mail.Id.Value, mail.Subject) { Category = AuditCategory.DataAccess, Severity = text is null ? AuditSeverity.Info : AuditSeverity.Warning, Pii = true });
        return await change.Commit(new MailTextView(MailView.From(mail), text), ct);
    }
}
