using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Tells what a line means. Pure. Where a program says one thing in several lines, one of them counts, so that a server can count rows.
/// Users and addresses are what others typed: each program's forms say which part of a message is its own.
/// </summary>
internal static partial class LogClassifier
{
    private const int WorstUnknown = 3;
    private const int MaxRepeats = 100;

    /// <summary>Programs that say the same things, how one shows in the journal that it is itself, and how its messages are read.</summary>
    private sealed record Speaker(string[] Names, Proof Proof, Func<string, LogMeaning?> Read);

    private static readonly Speaker[] All =
    [
        new(["sshd", "sshd-session", "sshd-auth"], Proof.Root, SshdMessage.Read),
        new(["sudo"], Proof.SetUid, SudoMessage.Read),
        new(["sudo-rs"], Proof.SetUid, SudoMessage.ReadRs),
        new(["useradd", "usermod", "userdel", "groupadd", "groupdel", "groupmod"], Proof.Root, OfAccounts),
        new(["gpasswd"], Proof.SetUid, OfAccounts),
        new(["systemd"], Proof.Root, static message => SystemdFailed().IsMatch(message) ? new(LogEventKind.ServiceFailed) : null),
        new(["kernel"], Proof.Kernel, OfKernel),
        new(["systemd-oomd"], Proof.Service, static message => message.StartsWith("Killed ", StringComparison.Ordinal) ? new(LogEventKind.OutOfMemory) : null),
        new(["smartd"], Proof.Root, static message => SmartFailed().IsMatch(message) ? new(LogEventKind.DiskError) : null),
    ];

    private static Speaker? Find(string? program) => program is null ? null : Array.Find(All, speaker => Array.IndexOf(speaker.Names, program) >= 0);

    /// <summary>What a program of this name must show before it is believed; null when nothing that it says has a meaning.</summary>
    public static Proof? ProofOf(string program) => Find(program)?.Proof;

    /// <summary>True when both names are of programs that say the same things.</summary>
    public static bool AreOne(string program, string other) => Find(program) is { } speaker && ReferenceEquals(speaker, Find(other));

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

        return Find(line.Program)?.Read(message) is { } meaning ? (Event(line, meaning), times)
            : line.Priority <= WorstUnknown ? (Event(line, new(LogEventKind.Other)), times)
            : null;
    }

    private static LogMeaning? OfAccounts(string message) =>
        UserNew().Match(message) is { Success: true } added ? new(LogEventKind.UserAdded, added.Groups["user"].Value)
        : UserDeleted().Match(message) is { Success: true } deleted ? new(LogEventKind.UserRemoved, deleted.Groups["user"].Value)
        : GroupTouched().Match(message) is { Success: true } group ? new(LogEventKind.GroupChanged, Text(group.Groups["user"]))
        : null;

    private static LogMeaning? OfKernel(string message)
    {
        var text = KernelClock().Replace(message, "", 1);
        return Killed().Match(text) is { Success: true } killed
                ? new(LogEventKind.OutOfMemory, Pid: int.TryParse(killed.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null)
            : DiskFailed().IsMatch(text) && !NamedByOthers().IsMatch(text) ? new(LogEventKind.DiskError)
            : null;
    }

    private static LogEvent Event(in LogLine line, LogMeaning meaning) => new(
        line.At,
        meaning.Kind,
        LogText.Clean(line.Source, SensorLimits.MaxNameCharacters),
        Name(line.Program),
        meaning.Pid ?? line.Pid,
        Name(meaning.User),
        Name(meaning.Address),
        LogText.Clean(line.Raw, SensorLimits.MaxRawCharacters));

    private static string? Name(string? text) => string.IsNullOrEmpty(text) ? null : LogText.Clean(text, SensorLimits.MaxNameCharacters);

    private static string? Text(Group group) => group.Success ? group.Value : null;

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^message repeated (?<times>\d{1,6}) times: \[ ?(?<message>.*?)\]?$", Plain)]
    private static partial Regex Repeated();

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

    // A program's name is its user's ("I/O error[77]: segfault at 0"), and what a device calls itself is the device's.
    [GeneratedRegex(@"(^(traps: )?.{1,16}\[\d+\]|^audit: |^usb \S+: (Product|Manufacturer|SerialNumber): )", Plain)]
    private static partial Regex NamedByOthers();

    [GeneratedRegex(@"(Currently unreadable|Offline uncorrectable|FAILED|Prefailure|SMART Failure|failing now)", Plain)]
    private static partial Regex SmartFailed();
}
