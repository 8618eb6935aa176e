using Holdfast.Platform.Data;

namespace Holdfast.Modules.Mail.Contracts;

/// <summary>A mail could not be sent, and is not tried again by itself.</summary>
/// <param name="Mail">Which.</param>
/// <param name="Error">The mail server's code, or what kind of fault it was.</param>
public sealed record MailFailed(MailId Mail, string Error) : IEvent
{
    static string IEvent.Name => "mail.failed";
}
