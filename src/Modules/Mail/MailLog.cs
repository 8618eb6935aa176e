using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Mail;

/// <summary>What this module logs.</summary>
internal static partial class MailLog
{
    [LoggerMessage(1, LogLevel.Warning, "Mail {Mail} was not sent after {Attempts} attempts: {Error}.")]
    public static partial void Failed(ILogger logger, Guid mail, string error, int attempts);
}
