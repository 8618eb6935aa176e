using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Operations;

internal static partial class OperationLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of request {RequestId} failed at {At:O}, and its audit entry could not be written either")]
    public static partial void EntryLost(ILogger logger, Exception error, string operation, string requestId, DateTimeOffset at);
}
