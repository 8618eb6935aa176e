using System.Text.RegularExpressions;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// What sudo's and sudo-rs's messages tell. sudo writes <c>user : [reason ; ]KEY=… ; … ; COMMAND=…</c>: with a reason it did not run the command, and which
/// reasons are refusals is listed here; the others are faults of its own. sudo-rs writes what it ran in the same form, and of refusals only what PAM says.
/// </summary>
internal static partial class SudoMessage
{
    public static LogMeaning? Read(string message) =>
        Denied().Match(message) is { Success: true } denied ? new(LogEventKind.SudoDenied, denied.Groups["user"].Value)
        : Ran().Match(message) is { Success: true } ran ? new(LogEventKind.SudoCommand, ran.Groups["user"].Value)
        : null;

    /// <summary>sudo-rs logs no line of its own when it refuses. From sudo these lines tell nothing: it counts the attempts itself.</summary>
    public static LogMeaning? ReadRs(string message) =>
        PamRefused().Match(message) is { Success: true } refused ? new(LogEventKind.SudoDenied, refused.Groups["user"].Value) : Read(message);

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // A name from a directory may hold spaces ("CORP\jane doe"), but no colon.
    [GeneratedRegex(@"^\s*(?<user>[^\s:][^:]*?) : (user NOT in sudoers|user NOT authorized on host|command not allowed|setid command rejected in intercept mode|a password is required|\d+ incorrect password attempts?|authentication failure|PAM (authentication|account management) error|account validation failure|Account or password is expired|Password expired|no valid tty|no tty|user not allowed to |sorry, (user |you ))", Plain)]
    private static partial Regex Denied();

    // "(command continued)" and the reasons that are no refusals have no KEY= here.
    [GeneratedRegex(@"^\s*(?<user>[^\s:][^:]*?) : \s*(HOST|TTY|CHROOT|PWD|USER)=.*\bCOMMAND=", Plain)]
    private static partial Regex Ran();

    [GeneratedRegex(@"^pam_\w+\(sudo(-i)?:auth\): ((\d+ more )?authentication failures?; .*\buser=(?<user>[^\s=]+)\s*$|auth could not identify password for \[(?<user>[^\]]+)\]$)", Plain)]
    private static partial Regex PamRefused();
}
