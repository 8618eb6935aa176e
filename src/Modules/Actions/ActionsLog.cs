using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Actions;

internal static partial class ActionsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Action run {Run} of tenant {Tenant} was lost with its process; its outcome is unknown")]
    public static partial void RunLost(ILogger logger, Guid run, Guid tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {run} of tenant {tenant} holds no more and could not be undone: {code}. It is tried again.")]
    public static partial void NotUndone(ILogger logger, Guid run, Guid tenant, string code);
}
