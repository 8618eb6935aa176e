using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Integrations;

internal static partial class IntegrationsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Connector {Connector} of integration {Integration} did not answer within {Timeout}")]
    public static partial void TimedOut(ILogger logger, string connector, Guid integration, TimeSpan timeout);

    // The type only: a message from below may hold what was sent.
    [LoggerMessage(Level = LogLevel.Error, Message = "Connector {Connector} of integration {Integration} failed with {Error} at {Where}")]
    public static partial void Failed(ILogger logger, string connector, Guid integration, string? error, string? where);
}
