using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Actions;

internal static partial class ActionsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Action run {Run} of tenant {Tenant} was lost with its process; its outcome is unknown")]
    public static partial void RunLost(ILogger logger, Guid run, Guid tenant);
}
