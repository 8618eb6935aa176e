using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Events;

internal static partial class EventLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for events failed; trying again")]
    public static partial void PollFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Handler} failed on {Event} {EventId}, attempt {Attempt}, set aside: {SetAside}")]
    public static partial void ReactionFailed(ILogger logger, Exception error, string handler, string @event, Guid eventId, int attempt, bool setAside);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} old events of tenant {Tenant}")]
    public static partial void Pruned(ILogger logger, int count, Guid tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciler {Reconciler} failed; it runs again at its next turn")]
    public static partial void ReconcilerFailed(ILogger logger, Exception error, string reconciler);
}
