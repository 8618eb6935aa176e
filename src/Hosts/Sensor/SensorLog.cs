using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor;

/// <summary>Everything that the sensor says. Never a key, a token or a JWT.</summary>
internal static partial class SensorLog
{
    [LoggerMessage(1, LogLevel.Information, "Sensor {Version} of device {DeviceId} starts; {Waiting} documents wait for {Server}.")]
    public static partial void Starting(this ILogger logger, string version, Guid deviceId, int waiting, Uri server);

    [LoggerMessage(2, LogLevel.Information, "Watching {Sources}.")]
    public static partial void Watching(this ILogger logger, string sources);

    [LoggerMessage(3, LogLevel.Information, "Stopped; {Waiting} documents stay in the buffer.")]
    public static partial void Stopped(this ILogger logger, int waiting);

    [LoggerMessage(4, LogLevel.Information, "Sending over {Way}.")]
    public static partial void SendingOver(this ILogger logger, string way);

    [LoggerMessage(5, LogLevel.Debug, "The server has committed up to {Seq}; {Waiting} documents wait.")]
    public static partial void Committed(this ILogger logger, long seq, int waiting);

    [LoggerMessage(6, LogLevel.Warning, "The server cannot be used: {Why}. Next try in {Seconds} s; {Waiting} documents wait.")]
    public static partial void NotSent(this ILogger logger, string why, int seconds, int waiting);

    [LoggerMessage(7, LogLevel.Warning, "NATS took no document: {Why} HTTPS is used for at least {Seconds} s.")]
    public static partial void PublishFailed(this ILogger logger, string why, int seconds);

    [LoggerMessage(8, LogLevel.Warning, "No progress since {Committed}: documents up to {Sent} are sent again.")]
    public static partial void SendingAgain(this ILogger logger, long committed, long sent);

    [LoggerMessage(9, LogLevel.Error, "The server refused document {Seq} for good ({Code}): {Detail}")]
    public static partial void DocumentRejected(this ILogger logger, long seq, string code, string detail);

    [LoggerMessage(10, LogLevel.Error, "This device was removed at the server ({Why}). Nothing is collected any more; enrol again to come back.")]
    public static partial void DeviceRemoved(this ILogger logger, string why);

    [LoggerMessage(11, LogLevel.Information, "New log-in for NATS, good until {ExpiresAt}.")]
    public static partial void CredentialsRenewed(this ILogger logger, DateTimeOffset? expiresAt);

    [LoggerMessage(12, LogLevel.Warning, "No new log-in for NATS: {Why}. Next try in {Seconds} s.")]
    public static partial void CredentialsNotRenewed(this ILogger logger, string why, int seconds);

    [LoggerMessage(13, LogLevel.Warning, "Not listening to the broker any more: {Why}")]
    public static partial void NatsNotListening(this ILogger logger, string why);

    [LoggerMessage(14, LogLevel.Warning, "Command {CommandId} of kind {Kind} is not run: this sensor runs no commands.")]
    public static partial void CommandNotRun(this ILogger logger, Guid commandId, string kind);

    [LoggerMessage(15, LogLevel.Warning, "A message on {Subject} cannot be read: {Why}")]
    public static partial void MessageNotRead(this ILogger logger, string subject, string why);

    [LoggerMessage(16, LogLevel.Warning, "Other users of this machine could read {Folder}, and the device's key in it, until now. Where there are any, enrol again with --replace.")]
    public static partial void FolderWasOpen(this ILogger logger, string folder);

    [LoggerMessage(20, LogLevel.Warning, "The buffer is full: {Count} documents were dropped, the least precious and oldest first.")]
    public static partial void BufferFull(this ILogger logger, int count);

    [LoggerMessage(21, LogLevel.Warning, "The buffer is full of more precious documents: {Kind} {Seq} was dropped.")]
    public static partial void DocumentDropped(this ILogger logger, string kind, long seq);

    [LoggerMessage(22, LogLevel.Error, "Document {Seq} cannot be written to the buffer: {Why}")]
    public static partial void BufferNotWritten(this ILogger logger, long seq, string why);

    [LoggerMessage(23, LogLevel.Warning, "The buffer's mark cannot be read, it is made anew: {Why}")]
    public static partial void MarkNotRead(this ILogger logger, string why);

    [LoggerMessage(24, LogLevel.Warning, "Buffer file {File}: {Bytes} bytes behind the last whole document were cut.")]
    public static partial void TailCut(this ILogger logger, string file, long bytes);

    [LoggerMessage(25, LogLevel.Warning, "Log positions cannot be read, reading starts at the ends: {Why}")]
    public static partial void PositionsNotRead(this ILogger logger, string why);

    [LoggerMessage(26, LogLevel.Warning, "The journal cannot be read: {Why}")]
    public static partial void JournalNotRead(this ILogger logger, string why);

    [LoggerMessage(28, LogLevel.Error, "journalctl refuses the place where reading stopped ({Why}). Reading goes on {Where}.")]
    public static partial void JournalCursorRefused(this ILogger logger, string why, string where);

    [LoggerMessage(29, LogLevel.Error, "{File} was rotated or emptied while the sensor was down, and the old file is not beside it: what it held at last is not read.")]
    public static partial void LogRestNotFound(this ILogger logger, string file);

    [LoggerMessage(27, LogLevel.Error, "Collecting {What} failed; it goes on with the next round.")]
    public static partial void CollectingFailed(this ILogger logger, Exception error, string what);
}
