using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>A line of a log, taken apart.</summary>
/// <param name="At">Its own time.</param>
/// <param name="Source"><c>journal</c> or the file's path.</param>
/// <param name="Program">Who logged it, without folder.</param>
/// <param name="Pid">The logging process.</param>
/// <param name="Priority">syslog's 0 (emergency) to 7 (debug); null when the line does not tell.</param>
/// <param name="Message">What was logged.</param>
/// <param name="Raw">The line as read.</param>
internal readonly record struct LogLine(DateTimeOffset At, string Source, string? Program, int? Pid, int? Priority, string Message, string Raw);

/// <summary>Reads lines of syslog files: the classic form (RFC 3164, local time without a year) and the one that starts with an RFC 3339 time; both with or without <c>&lt;priority&gt;</c>.</summary>
internal static partial class SyslogLine
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Never fails: a line of another form is its own message, with the time of reading.</summary>
    public static LogLine Parse(string raw, string source, DateTimeOffset now, TimeZoneInfo zone)
    {
        var rest = raw.AsSpan();
        int? priority = null;
        if (rest.StartsWith("<") && rest.IndexOf('>') is > 1 and <= 4 and var end && int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var pri))
        {
            priority = pri % 8;
            rest = rest[(end + 1)..];
        }

        if (TryTakeTime(ref rest, now, zone) is not { } at)
        {
            return new(now, source, null, null, priority, raw, raw);
        }

        // host program[pid]: message
        var afterHost = rest.IndexOf(' ');
        var tagged = afterHost > 0 ? rest[(afterHost + 1)..].ToString() : rest.ToString();
        if (Tag().Match(tagged) is not { Success: true } tag)
        {
            return new(at, source, null, null, priority, tagged, raw);
        }

        var program = tag.Groups["program"].Value;
        return new(
            at,
            source,
            program[(program.LastIndexOf('/') + 1)..],
            int.TryParse(tag.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null,
            priority,
            tagged[tag.Length..],
            raw);
    }

    private static DateTimeOffset? TryTakeTime(ref ReadOnlySpan<char> rest, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (rest.Length > 20 && char.IsAsciiDigit(rest[0]) && rest.IndexOf(' ') is > 0 and var space && rest[..space].Contains('T') &&
            DateTimeOffset.TryParse(rest[..space], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
        {
            rest = rest[(space + 1)..];
            return exact.ToUniversalTime();
        }

        // "Nov  1 02:03:04 "
        if (rest.Length < 16 || rest[15] != ' ' || Array.IndexOf(Months, rest[..3].ToString()) is var month && month < 0 ||
            !int.TryParse(rest[4..6], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var day) ||
            !TimeOnly.TryParseExact(rest[7..15], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            return null;
        }

        rest = rest[16..];
        var today = TimeZoneInfo.ConvertTime(now, zone);

        // The year that brings it closest to now without lying in the future, give or take a day of clock trouble.
        foreach (var year in (ReadOnlySpan<int>)[today.Year + 1, today.Year, today.Year - 1, today.Year - 2, today.Year - 3, today.Year - 4])
        {
            if (day < 1 || day > DateTime.DaysInMonth(year, month + 1))
            {
                continue;
            }

            var local = new DateTime(year, month + 1, day, clock.Hour, clock.Minute, clock.Second, DateTimeKind.Unspecified);
            var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            if (at <= now.AddDays(1))
            {
                return at > now ? now : at;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?<program>[^\s\[\]:]{1,128})(?:\[(?<pid>\d{1,9})\])?: ?", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
