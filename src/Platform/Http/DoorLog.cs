using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Http;

internal static partial class DoorLog
{
    /// <summary>Everything that is logged inside says which request it belongs to.</summary>
    public static readonly Func<ILogger, string, IDisposable?> Request = LoggerMessage.DefineScope<string>("request {RequestId}");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed, request {RequestId}")]
    public static partial void Failed(ILogger logger, Exception error, string method, string? endpoint, string requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away ({Reason}), request {RequestId}")]
    public static partial void Unavailable(ILogger logger, string reason, string requestId);
}
