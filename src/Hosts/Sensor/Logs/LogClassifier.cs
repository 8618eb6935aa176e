using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Tells what a line means. Pure. Where a program says one thing in several lines, one of them counts, so that a server can count rows.
/// Users and addresses are what others typed: the pattern takes the last " from … port …" of a line, which only sshd itself writes.
/// </summary>
internal static partial class LogClassifier
{
    private const int WorstUnknown = 3;
    private const int MaxRepeats = 100;

    /// <summary>What the line tells, and how often (a logger may write "message repeated 3 times"); null when it tells nothing that is sent.</summary>
    public static (LogEvent Event, int Times)? Classify(in LogLine line)
    {
        var times = 1;
        var message = line.Message;
        if (Repeated().Match(message) is { Success: true } repeated)
        {
            times = Math.Clamp(int.Parse(repeated.Groups["times"].ValueSpan, CultureInfo.InvariantCulture), 1, MaxRepeats);
            message = repeated.Groups["message"].Value;
        }

        return Find(line.Program, message) is { } found ? (Event(line, found.Kind, found.User, found.Address, found.Pid), times)
            : line.Priority <= WorstUnknown ? (Event(line, LogEventKind.Other, null, null, null), times)
            : null;
    }

    private readonly record struct Finding(LogEventKind Kind, string? User = null, string? Address = null, int? Pid = null);

    private static Finding? Find(string? program, string message) => program switch
    {
        "sshd" or "sshd-session" or "sshd-auth" => OfSshd(message),
        "sudo" => OfSudo(message),
        "useradd" or "usermod" or "userdel" or "groupadd" or "groupdel" or "groupmod" or "gpasswd" => OfAccounts(message),
        "systemd" => SystemdFailed().IsMatch(message) ? new(LogEventKind.ServiceFailed) : null,
        "kernel" => OfKernel(message),
        "systemd-oomd" => message.StartsWith("Killed ", StringComparison.Ordinal) ? new(LogEventKind.OutOfMemory) : null,
        "smartd" => SmartFailed().IsMatch(message) ? new(LogEventKind.DiskError) : null,
        _ => null,
    };

    private static Finding? OfSshd(string message) =>
        Sshd(SshFailed(), message, LogEventKind.SshLoginFailed) ??
        Sshd(SshAccepted(), message, LogEventKind.SshLoginSucceeded) ??
        Sshd(SshInvalid(), message, LogEventKind.SshInvalidUser) ??
        Sshd(SshExceeded(), message, LogEventKind.SshLoginFailed);

    private static Finding? Sshd(Regex form, string message, LogEventKind kind) =>
        form.Match(message) is { Success: true } m ? new(kind, m.Groups["user"].Value, m.Groups["address"].Value) : null;

    private static Finding? OfSudo(string message) =>
        SudoDenied().Match(message) is { Success: true } denied ? new(LogEventKind.SudoDenied, denied.Groups["user"].Value)
        : SudoRan().Match(message) is { Success: true } ran ? new(LogEventKind.SudoCommand, ran.Groups["user"].Value)
        : null;

    private static Finding? OfAccounts(string message) =>
        UserNew().Match(message) is { Success: true } added ? new(LogEventKind.UserAdded, added.Groups["user"].Value)
        : UserDeleted().Match(message) is { Success: true } deleted ? new(LogEventKind.UserRemoved, deleted.Groups["user"].Value)
        : GroupTouched().Match(message) is { Success: true } group ? new(LogEventKind.GroupChanged, Text(group.Groups["user"]))
        : null;

    private static Finding? OfKernel(string message)
    {
        var text = KernelClock().Replace(message, "", 1);
        return Killed().Match(text) is { Success: true } killed
                ? new(LogEventKind.OutOfMemory, Pid: int.TryParse(killed.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null)
            : DiskFailed().IsMatch(text) ? new(LogEventKind.DiskError)
            : null;
    }

    private static LogEvent Event(in LogLine line, LogEventKind kind, string? user, string? address, int? pid) => new(
        line.At,
        kind,
        LogText.Clean(line.Source, SensorLimits.MaxNameCharacters),
        Name(line.Program),
        pid ?? line.Pid,
        Name(user),
        Name(address),
        LogText.Clean(line.Raw, SensorLimits.MaxRawCharacters));

    private static string? Name(string? text) => string.IsNullOrEmpty(text) ? null : LogText.Clean(text, SensorLimits.MaxNameCharacters);

    private static string? Text(Group group) => group.Success ? group.Value : null;

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^message repeated (?<times>\d{1,6}) times: \[ ?(?<message>.*?)\]?$", Plain)]
    private static partial Regex Repeated();

    // "none" is the client's first question, not an attempt.
    [GeneratedRegex(@"^Failed (?!none )\S+ for (invalid user |illegal user )?(?<user>.*) from (?<address>\S+) port \d+( ssh2)?(: .*)?$", Plain)]
    private static partial Regex SshFailed();

    [GeneratedRegex(@"^Accepted \S+ for (?<user>.*) from (?<address>\S+) port \d+( ssh2)?(: .*)?$", Plain)]
    private static partial Regex SshAccepted();

    [GeneratedRegex(@"^(Invalid|Illegal) user (?<user>.*) from (?<address>\S+)( port \d+)?$", Plain)]
    private static partial Regex SshInvalid();

    [GeneratedRegex(@"^error: maximum authentication attempts exceeded for (invalid user )?(?<user>.*) from (?<address>\S+) port \d+", Plain)]
    private static partial Regex SshExceeded();

    [GeneratedRegex(@"^\s*(?<user>\S+) : (user NOT in sudoers|user NOT authorized on host|command not allowed|a password is required|\d+ incorrect password attempts?|authentication failure|no valid tty|sorry, you must have a tty)\b", Plain)]
    private static partial Regex SudoDenied();

    [GeneratedRegex(@"^\s*(?<user>\S+) : .*\bCOMMAND=", Plain)]
    private static partial Regex SudoRan();

    [GeneratedRegex(@"^new user: name=(?<user>[^,]+),", Plain)]
    private static partial Regex UserNew();

    [GeneratedRegex(@"^delete user '(?<user>[^']+)'", Plain)]
    private static partial Regex UserDeleted();

    [GeneratedRegex(@"^(new group: name=|add '(?<user>[^']+)' to group |delete '(?<user>[^']+)' from group |user (?<user>\S+) (added|removed) by \S+ (to|from) group |members of group |group '[^']+' removed$|removed group '|group changed in /etc/group |change GID of group )", Plain)]
    private static partial Regex GroupTouched();

    [GeneratedRegex(@"(: Failed with result '|^Unit \S+ entered failed state)", Plain)]
    private static partial Regex SystemdFailed();

    [GeneratedRegex(@"^\[\s*\d+\.\d+\] ?", Plain)]
    private static partial Regex KernelClock();

    [GeneratedRegex(@"(^|: )Killed process (?<pid>\d+)", Plain)]
    private static partial Regex Killed();

    [GeneratedRegex(@"(\bI/O error\b|^EXT[234]-fs error|^BTRFS (error|critical)|^XFS .*(corruption|shut ?down)|critical (medium|target) error|\bfailed command: |Remounting filesystem read-only|^nvme\S* .*(timeout|controller is down)|exception Emask )", Plain)]
    private static partial Regex DiskFailed();

    [GeneratedRegex(@"(Currently unreadable|Offline uncorrectable|FAILED|Prefailure|SMART Failure|failing now)", Plain)]
    private static partial Regex SmartFailed();
}
