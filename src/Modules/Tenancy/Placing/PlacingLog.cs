using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Tenancy.Placing;

internal static partial class PlacingLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Tenant {Tenant} could not be moved; it stays where it was.")]
    public static partial void Failed(ILogger logger, Exception error, Guid tenant);
}
