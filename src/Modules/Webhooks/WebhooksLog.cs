using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Webhooks;

internal static partial class WebhooksLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant} answered 410 and is disabled")]
    public static partial void Disabled(ILogger logger, Guid webhook, Guid tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} old deliveries of tenant {Tenant}")]
    public static partial void Pruned(ILogger logger, int count, Guid tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "The signing secret of webhook {Webhook} of tenant {Tenant} cannot be opened: {Reason}")]
    public static partial void SecretUnreadable(ILogger logger, Guid webhook, Guid tenant, string reason);
}
