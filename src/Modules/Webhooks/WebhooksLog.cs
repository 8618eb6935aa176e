using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Webhooks;

internal static partial class WebhooksLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for due deliveries failed; trying again")]
    public static partial void PollFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {Delivery} of tenant {Tenant} failed here; it comes up again when its lease ends")]
    public static partial void DeliverFailed(ILogger logger, Exception error, Guid delivery, Guid tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} outcomes of tenant {Tenant} could not be written; the deliveries come up again when their leases end")]
    public static partial void RecordFailed(ILogger logger, Exception error, int count, Guid tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant} answered 410 and is disabled")]
    public static partial void Disabled(ILogger logger, Guid webhook, Guid tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} old deliveries of tenant {Tenant}")]
    public static partial void Pruned(ILogger logger, int count, Guid tenant);
}
