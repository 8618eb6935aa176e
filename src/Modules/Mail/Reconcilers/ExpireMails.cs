using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Mail.Reconcilers;

/// <summary>Takes away the texts of mails that are out of date, and mails that are older than they are remembered.</summary>
internal sealed class ExpireMails(MailDb db, IOptions<MailOptions> options, TimeProvider time) : IReconciler
{
    public Task Reconcile(CancellationToken ct) => db.Prune(time.GetUtcNow(), time.GetUtcNow() - options.Value.KeptFor, ct);
}
