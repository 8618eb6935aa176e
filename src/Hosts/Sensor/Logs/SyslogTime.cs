using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>The times that syslog files begin their lines with: RFC 3339 and its ISO 8601 relatives, and the classic "Nov  1 02:03:04" without a year.</summary>
internal static partial class SyslogTime
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Reads a time and moves behind it and its space; null, and nothing is moved, when none stands there. A time without a zone is local.</summary>
    public static DateTimeOffset? Take(string text, ref int position, DateTimeOffset now, TimeZoneInfo zone)
    {
        var form = Iso().Match(text, position) is { Success: true } iso ? iso : Classic().Match(text, position);
        if (!form.Success || Of(form, now, zone) is not { } at)
        {
            return null;
        }

        position += form.Length;
        return at;
    }

    private static DateTimeOffset? Of(Match form, DateTimeOffset now, TimeZoneInfo zone)
    {
        int month = form.Groups["name"].Success ? Array.IndexOf(Months, form.Groups["name"].Value) + 1 : Number(form, "month"), day = Number(form, "day");

        // A leap second counts as the one before.
        var clock = new TimeSpan(Number(form, "hour"), Number(form, "minute"), Math.Min(59, Number(form, "second")));
        if (month is < 1 or > 12 || clock.Days > 0 || Number(form, "minute") > 59)
        {
            return null;
        }

        if (form.Groups["year"].Success)
        {
            return At(Number(form, "year"), month, day, clock, form, zone);
        }

        // The year that brings it closest to now without lying in the future, give or take a day of clock trouble.
        var thisYear = TimeZoneInfo.ConvertTime(now, zone).Year;
        for (var year = thisYear + 1; year >= thisYear - 4; year--)
        {
            if (At(year, month, day, clock, form, zone) is { } at && at <= now.AddDays(1))
            {
                return at > now ? now : at;
            }
        }

        return null;
    }

    private static DateTimeOffset? At(int year, int month, int day, TimeSpan clock, Match form, TimeZoneInfo zone)
    {
        if (year is < 1970 or > 9000 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        var local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Add(clock).AddTicks(Fraction(form.Groups["fraction"]));
        var offset = !form.Groups["zone"].Success ? zone.GetUtcOffset(local)
            : form.Groups["zone"].Value == "Z" ? TimeSpan.Zero
            : new TimeSpan(Number(form, "offsetHour"), form.Groups["offsetMinute"].Success ? Number(form, "offsetMinute") : 0, 0) * (form.Groups["zone"].Value[0] == '-' ? -1 : 1);
        return offset.Duration() > TimeSpan.FromHours(14) ? null : new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static int Number(Match form, string group) => int.Parse(form.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long Fraction(Group digits) =>
        digits.Success ? long.Parse(digits.Value.PadRight(7, '0').AsSpan(0, 7), NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\G(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)([.,](?<fraction>\d{1,9}))?(?<zone>Z|[+-](?<offsetHour>\d\d)(:?(?<offsetMinute>\d\d))?)? ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\G(?<name>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) ((?<year>\d{4}) )?(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(\.(?<fraction>\d{1,9}))? ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Classic();
}
