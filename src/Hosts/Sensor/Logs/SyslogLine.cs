using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// Reads lines of syslog files: the classic form (RFC 3164) and the one that starts with an ISO 8601 time, with or without <c>&lt;priority&gt;</c>, host or
/// busybox's <c>auth.info</c>; and RFC 5424, with or without its priority. NUL bytes in front, which a crash or a truncated file leaves, are skipped.
/// </summary>
internal static partial class SyslogLine
{
    private static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    /// <summary>Never fails: a line of another form is its own message, with the time of reading.</summary>
    public static LogLine Parse(string raw, string source, DateTimeOffset now, TimeZoneInfo zone)
    {
        raw = raw.TrimStart('\0', '\ufeff');
        var position = 0;
        int? priority = null;
        if (Priority().Match(raw) is { Success: true } pri)
        {
            priority = int.Parse(pri.Groups["pri"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) % 8;
            position = pri.Length;
        }

        if (Versioned().Match(raw, position) is { Success: true } versioned && TakeStructured(raw, position + versioned.Length, source, priority, now, zone) is { } structured)
        {
            return structured;
        }

        if (SyslogTime.Take(raw, ref position, now, zone) is not { } at)
        {
            return new(now, source, null, null, priority, raw, raw);
        }

        // [host] [facility.level] program[pid]: [ID n facility.level] message
        if (Tag().Match(raw, position) is not { Success: true } tag)
        {
            var afterHost = raw.IndexOf(' ', position);
            return new(at, source, null, null, priority, raw[(afterHost < 0 ? position : afterHost + 1)..], raw);
        }

        return new(at, source, Text(tag.Groups["program"]), Pid(tag), priority ?? Level(tag.Groups["level"]), raw[(position + tag.Length)..], raw);
    }

    private static LogLine? TakeStructured(string raw, int position, string source, int? priority, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset? at = now;
        if (raw.AsSpan(position).StartsWith("- "))
        {
            position += 2;
        }
        else
        {
            at = SyslogTime.Take(raw, ref position, now, zone);
        }

        // rsyslog keeps the space in front of a message that came in the classic form.
        return at is { } written && Header().Match(raw, position) is { Success: true } header
            ? new(written, source, Text(header.Groups["program"]), Pid(header), priority, raw[(position + header.Length)..].TrimStart('\ufeff', ' '), raw)
            : null;
    }

    /// <summary>A program's name without its folder; null for RFC 5424's "-".</summary>
    private static string? Text(Group program) =>
        program.Value is "-" or "" ? null : program.Value[(program.Value.LastIndexOf('/') + 1)..];

    private static int? Pid(Match match) =>
        int.TryParse(match.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private static int? Level(Group level)
    {
        var text = level.Value switch { "panic" => "emerg", "error" => "err", "warn" => "warning", var other => other };
        return level.Success && Array.IndexOf(Levels, text) is >= 0 and var number ? number : null;
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\G<(?<pri>\d{1,3})>", Plain)]
    private static partial Regex Priority();

    [GeneratedRegex(@"\G1 (?=- |\d{4}-)", Plain)]
    private static partial Regex Versioned();

    // RFC 5424: HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA [SP MSG]; in a value ", \ and ] stand behind a \.
    [GeneratedRegex(@"\G\S{1,255} (?<program>\S{1,128}) ((?<pid>\d{1,9})|\S{1,128}) \S{1,32} (-|(\[[^\s\]""]+( [^\s=\]""]+=""([^""\\\]]|\\.)*"")*\])+)( |$)", Plain)]
    private static partial Regex Header();

    [GeneratedRegex(@"\G(\S*[^\s:] )?([a-z0-9]+\.(?<level>emerg|panic|alert|crit|err|error|warn|warning|notice|info|debug) )?(?<program>[^\s\[\]:]{1,128})(\[(?<pid>\d{1,9})\])?: ?(\[ID \d{1,9} [a-z0-9]+\.(?<level>[a-z]+)\] ?)?", Plain)]
    private static partial Regex Tag();
}
