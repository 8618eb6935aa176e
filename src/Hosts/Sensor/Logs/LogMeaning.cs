using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>What a message tells, and about whom.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="User">The account; null when the line has none, or can be read in more than one way.</param>
/// <param name="Address">Where from, as the program itself wrote it; null as above.</param>
/// <param name="Pid">The process that it is about, where that is not the one that logged.</param>
internal readonly record struct LogMeaning(LogEventKind Kind, string? User = null, string? Address = null, int? Pid = null);
