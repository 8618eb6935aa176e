using System.Text.Json.Serialization;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>What a log line tells.</summary>
[JsonConverter(typeof(UpperSnakeConverter<LogEventKind>))]
public enum LogEventKind
{
    /// <summary>sshd refused a password or another proof that can be guessed.</summary>
    SshLoginFailed,

    /// <summary>sshd let somebody in.</summary>
    SshLoginSucceeded,

    /// <summary>sshd was asked for a user that does not exist or may not log in. A password attempt for that user is a <see cref="SshLoginFailed"/> of its own.</summary>
    SshInvalidUser,

    /// <summary>sshd refused a key, host or ticket. Clients offer all that they have, so several of these are one attempt, and none of them is a guess.</summary>
    SshKeyRefused,

    /// <summary>A connection to sshd that had named a user ended without a log-in; each connection once, whatever was refused in it.</summary>
    SshLoginAbandoned,

    /// <summary>sudo ran a command.</summary>
    SudoCommand,

    /// <summary>sudo refused: not in sudoers, command not allowed, wrong passwords.</summary>
    SudoDenied,

    /// <summary>An account was made.</summary>
    UserAdded,

    /// <summary>An account was deleted.</summary>
    UserRemoved,

    /// <summary>A group was made, deleted or renamed, or its members changed.</summary>
    GroupChanged,

    /// <summary>A systemd unit failed.</summary>
    ServiceFailed,

    /// <summary>The kernel or systemd-oomd killed something for want of memory.</summary>
    OutOfMemory,

    /// <summary>A disk or a file system reported errors.</summary>
    DiskError,

    /// <summary>Anything else of priority error or worse.</summary>
    Other,
}

/// <summary>Security and system events from the machine's logs.</summary>
/// <param name="Id">See <see cref="SensorDocument"/>.</param>
/// <param name="At">See <see cref="SensorDocument"/>.</param>
/// <param name="Seq">See <see cref="SensorDocument"/>.</param>
/// <param name="Prev">See <see cref="SensorDocument"/>.</param>
/// <param name="Events">At most <see cref="SensorLimits.MaxEvents"/>, in the order read.</param>
public sealed record EventsDocument(Guid Id, DateTimeOffset At, long Seq, long? Prev, IReadOnlyList<LogEvent> Events)
    : SensorDocument(Id, At, Seq, Prev)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "holdfast.events/1";

    /// <inheritdoc/>
    [JsonIgnore]
    public override DeviceMessage Message => DeviceMessage.Events;
}

/// <summary>
/// One event. Everything but <paramref name="At"/>, <paramref name="Kind"/> and <paramref name="Source"/> is the log's claim: whoever can write to a log file can
/// write it, while in the journal <paramref name="Program"/> is who journald says has written.
/// </summary>
/// <param name="At">The line's own time; the time of reading where it has none.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Source"><c>journal</c>, or the path of the file.</param>
/// <param name="Program">Who logged it.</param>
/// <param name="Pid">Of the logging process; for <see cref="LogEventKind.OutOfMemory"/> of the killed one.</param>
/// <param name="User">The account that it is about; for sudo the one who asked.</param>
/// <param name="Address">The remote address.</param>
/// <param name="Raw">The line as read, without control characters, cut to <see cref="SensorLimits.MaxRawCharacters"/>.</param>
public sealed record LogEvent(
    DateTimeOffset At, LogEventKind Kind, string Source, string? Program, int? Pid, string? User, string? Address, string Raw);
