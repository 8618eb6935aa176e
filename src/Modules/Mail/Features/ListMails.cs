using System.ComponentModel;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Mail.Features;

/// <summary>The tenant's mails, newest first.</summary>
internal sealed class ListMails(MailDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MailPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/mails", ([Description("Only mails that have come this far: a MailState.")] string? state, PageQuery page, ListMails feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, state, page.Request, ct).ToHttp(MailView.From));

    public async Task<Result<Page<StoredMail>>> Handle(OpContext op, string? state, PageRequest page, CancellationToken ct)
    {
        MailState? wanted = null;
        if (state is not null)
        {
            if (!EnumText.TryParse<MailState>(state, out var named))
            {
                return MailProblems.BadState;
            }

            wanted = named;
        }

        return page.Cut(await db.Mails(op, wanted, page, ct), m => m.Id.Value);
    }
}
