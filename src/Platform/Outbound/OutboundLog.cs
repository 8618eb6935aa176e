using System.Net;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Outbound;

internal static partial class OutboundLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Host}: {Address} is {Why}; Holdfast:Outbound:AllowedNetworks could allow it")]
    public static partial void Forbidden(ILogger logger, string host, IPAddress address, string why);
}
