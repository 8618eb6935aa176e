using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Giving audit entries their place failed; trying again")]
    public static partial void SequencingFailed(ILogger logger, Exception error);
}
