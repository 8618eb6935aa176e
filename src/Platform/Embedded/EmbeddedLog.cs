using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Embedded;

internal static partial class EmbeddedLog
{
    [LoggerMessage(1, LogLevel.Information, "{Engine} answers on port {Port} after {Milliseconds} ms (process {ProcessId})")]
    public static partial void Ready(this ILogger logger, string engine, int port, long milliseconds, int processId);

    [LoggerMessage(2, LogLevel.Error, "{Engine} ended unexpectedly ({Reason}); it is started again. Its last words:\n{LastLines}")]
    public static partial void Crashed(this ILogger logger, string engine, string reason, string lastLines);

    [LoggerMessage(3, LogLevel.Error, "{Engine} did not come back ({Reason}); next attempt in {Seconds} s. Its last words:\n{LastLines}")]
    public static partial void DidNotComeBack(this ILogger logger, string engine, string reason, double seconds, string lastLines);

    [LoggerMessage(4, LogLevel.Information, "{Engine} stopped after {Milliseconds} ms")]
    public static partial void Stopped(this ILogger logger, string engine, long milliseconds);

    [LoggerMessage(5, LogLevel.Warning, "{Engine} did not stop within {Seconds} s and is ended by force")]
    public static partial void StoppedByForce(this ILogger logger, string engine, double seconds);

    [LoggerMessage(6, LogLevel.Warning, "{Engine} of an earlier run still works on {Directory} (process {ProcessId}): stopping it")]
    public static partial void Orphan(this ILogger logger, string engine, string directory, int processId);

    [LoggerMessage(8, LogLevel.Information, "{Engine} is stopped and started again, as was asked for")]
    public static partial void StartsAgain(this ILogger logger, string engine);

    [LoggerMessage(7, LogLevel.Information, "Made a new PostgreSQL {Version} cluster in {Directory} in {Milliseconds} ms")]
    public static partial void ClusterMade(this ILogger logger, int version, string directory, long milliseconds);
}
