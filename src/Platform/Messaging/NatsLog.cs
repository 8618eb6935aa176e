using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Messaging;

internal static partial class NatsLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Server} ({Version})")]
    public static partial void Connected(ILogger logger, string server, string version);

    [LoggerMessage(2, LogLevel.Warning, "Connection lost: {Reason}")]
    public static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Connecting failed, next attempt in {Pause}: {Reason}")]
    public static partial void Failed(ILogger logger, TimeSpan pause, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Refused by the broker: {Violation}")]
    public static partial void Refused(ILogger logger, string violation);

    [LoggerMessage(5, LogLevel.Warning, "The reader of {Subject} is slow; messages are being dropped")]
    public static partial void Slow(ILogger logger, string subject);

    [LoggerMessage(6, LogLevel.Error, "A handler of a connection event failed")]
    public static partial void HandlerFailed(ILogger logger, Exception error);
}
