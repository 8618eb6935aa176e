using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Features;
using Holdfast.Modules.Mail.Reconcilers;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Mail;

/// <summary>What is said to people by mail.</summary>
public sealed class MailModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "mail";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<MailOptions>()
        .Schema()
        .Scoped<MailDb>()
        .Singleton<MailServer>()
        .Contract<IMails, Mails>()
        .Permissions(MailPermissions.All)
        .Feature<ListMails>()
        .Feature<GetMail>()
        .Feature<RetryMail>()
        .Feature<DeleteMail>()
        .Works<SendMails>()
        .Reconciles<ExpireMails>(TimeSpan.FromMinutes(5))
        .Publishes<MailFailed>(MailPermissions.Read);
}
