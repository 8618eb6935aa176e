using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Events;

internal static partial class EventLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Handler} failed on {Event} {EventId}, attempt {Attempt}, set aside: {SetAside} {Code}")]
    public static partial void ReactionFailed(ILogger logger, Exception? error, string handler, string? @event, Guid? eventId, int attempt, bool setAside, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Handler} does not handle {Event} any more; its mark for event {EventId} of tenant {Tenant} is dropped")]
    public static partial void NoHandler(ILogger logger, string handler, string @event, Guid eventId, Guid tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Handler} waited for event number {Seq} of tenant {Tenant}, which is gone; its mark is dropped")]
    public static partial void EventGone(ILogger logger, string handler, long seq, Guid tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} old events of tenant {Tenant}")]
    public static partial void Pruned(ILogger logger, int count, Guid tenant);
}
