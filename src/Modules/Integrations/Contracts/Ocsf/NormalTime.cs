using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>
/// Moments as products write them, to UTC. Total: what is no moment, or stands for none (year 1, 1970 exactly, year 9999), is null.
/// Known forms: RFC 3339 and ISO 8601 with any offset, also without its colon (<c>+0300</c>); <c>yyyy/MM/dd HH:mm:ss</c> and
/// <c>yyyy-MM-dd HH:mm:ss</c> without an offset, in the zone that the caller names; seconds or milliseconds since 1970 in digits, also with a fraction.
/// </summary>
public static partial class NormalTime
{
    private const long FirstMillisecond = 100_000_000_000;

    private static readonly string[] WithoutOffset =
        ["yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy/MM/dd HH:mm:ss.FFFFFFF"];

    /// <summary>A moment of a text.</summary>
    /// <param name="text">As it came; null is null.</param>
    /// <param name="zone">Where a clock without an offset stands; UTC when null. An hour that does not exist there is read as if the clock had not been changed, one that is there twice as the first.</param>
    public static DateTimeOffset? Parse(string? text, TimeZoneInfo? zone = null)
    {
        var trimmed = text?.Trim();
        if (trimmed is not { Length: > 0 and <= 64 })
        {
            return null;
        }

        if (decimal.TryParse(trimmed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return OfEpoch(number);
        }

        if (DateTime.TryParseExact(trimmed, WithoutOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            return Real(OfClock(clock, zone ?? TimeZoneInfo.Utc));
        }

        var colon = ShortOffset().Replace(trimmed, "$1:$2");
        return DateTimeOffset.TryParse(colon, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) && Dated().IsMatch(colon) ? Real(moment) : null;
    }

    /// <summary>A moment of seconds (up to 100,000,000,000) or milliseconds since 1970.</summary>
    public static DateTimeOffset? OfEpoch(decimal number)
    {
        var milliseconds = Math.Abs(number) < FirstMillisecond ? number * 1000 : number;
        return milliseconds is > 0 and < 253_402_300_800_000 ? Real(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)) : null;
    }

    private static DateTimeOffset OfClock(DateTime clock, TimeZoneInfo zone)
    {
        var offset = zone.IsAmbiguousTime(clock) ? zone.GetAmbiguousTimeOffsets(clock).Max() : zone.GetUtcOffset(clock);
        var ticks = clock.Ticks - offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static DateTimeOffset? Real(DateTimeOffset moment) => moment.Year is > 1970 and < 9999 ? moment.ToUniversalTime() : null;

    [GeneratedRegex(@"([+-]\d{2})(\d{2})\z")]
    private static partial Regex ShortOffset();

    // What begins with a year, a month and a day: words such as "Wednesday" or "12:00" are no moments here.
    [GeneratedRegex(@"\A\d{4}[-/]\d{1,2}[-/]\d{1,2}")]
    private static partial Regex Dated();
}
