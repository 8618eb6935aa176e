using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Fleet;

internal static partial class FleetLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "No NATS is configured: telemetry comes by HTTPS only")]
    public static partial void NoMessaging(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking telemetry from stream {Stream}")]
    public static partial void IngestStarted(this ILogger logger, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "Taking telemetry from the stream failed; again in {Pause}")]
    public static partial void IngestFailed(this ILogger logger, Exception error, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} documents of tenant {Tenant} could not be stored and went back to the stream for {Pause}: {Reason}")]
    public static partial void BatchGivenBack(this ILogger logger, int count, Guid tenant, TimeSpan pause, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document was not stored ({Code}) and is kept as a dead letter: {Subject}")]
    public static partial void DeadLetter(this ILogger logger, string code, string subject);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL refused a document ({SqlState}); it is kept as a dead letter: {Subject}")]
    public static partial void Unstorable(this ILogger logger, string sqlState, string subject);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for devices to analyse failed; trying again")]
    public static partial void ScheduleFailed(this ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Analysing device {Device} failed; it is tried again")]
    public static partial void AnalysisFailed(this ILogger logger, Exception error, Guid device);
}
