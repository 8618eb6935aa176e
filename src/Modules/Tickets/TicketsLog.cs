using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Tickets;

internal static partial class TicketsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The execution of ticket {Ticket} of tenant {Tenant} was lost with its process; its outcome is unknown")]
    public static partial void ExecutionLost(ILogger logger, Guid ticket, Guid tenant);
}
