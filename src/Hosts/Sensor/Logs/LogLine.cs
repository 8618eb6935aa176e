namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>A line of a log, taken apart.</summary>
/// <param name="At">Its own time.</param>
/// <param name="Source"><c>journal</c> or the file's path.</param>
/// <param name="Program">Who logged it, without folder. From the journal it is vouched for (<see cref="JournalOrigin"/>), from a file it is what the line says.</param>
/// <param name="Pid">The logging process.</param>
/// <param name="Priority">syslog's 0 (emergency) to 7 (debug); null when the line does not tell.</param>
/// <param name="Message">What was logged.</param>
/// <param name="Raw">The line as read.</param>
internal readonly record struct LogLine(DateTimeOffset At, string Source, string? Program, int? Pid, int? Priority, string Message, string Raw);
