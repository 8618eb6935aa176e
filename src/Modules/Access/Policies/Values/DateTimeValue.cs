using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>A moment, in milliseconds since 1970-01-01T00:00:00Z.</summary>
public sealed class DateTimeValue(long milliseconds) : CedarValue
{
    private const long Day = 86_400_000;

    public long Milliseconds => milliseconds;

    /// <inheritdoc/>
    public override string TypeName => "datetime";

    /// <summary>The day's beginning; null where that is before the first moment that can be told.</summary>
    public DateTimeValue? Date
    {
        get
        {
            var day = (Int128)milliseconds - SinceMidnight;
            return day < long.MinValue ? null : new((long)day);
        }
    }

    /// <summary>The time since the day's beginning.</summary>
    public DurationValue Time => new(SinceMidnight);

    private long SinceMidnight => ((milliseconds % Day) + Day) % Day;

    /// <summary>Reads <c>2026-11-30</c>, <c>2026-11-30T06:00:00Z</c>, <c>…:00.123Z</c>, <c>…:00+0100</c>, <c>…:00.123-0530</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DateTimeValue? value)
    {
        value = null;
        var read = new Digits(text);
        if (!(read.Number(4, out var year) && read.Is('-') && read.Number(2, out var month) && read.Is('-') && read.Number(2, out var day))
            || month is < 1 or > 12 || day < 1 || day > DaysOf(year, month))
        {
            return false;
        }

        var moment = DaysSinceEpoch(year, month, day) * Day;
        if (read.AtEnd)
        {
            value = new(moment);
            return true;
        }

        if (!(read.Is('T') && read.Number(2, out var hour) && read.Is(':') && read.Number(2, out var minute) && read.Is(':') && read.Number(2, out var second))
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var thousandths = 0;
        if (read.Is('.') && !read.Number(3, out thousandths))
        {
            return false;
        }

        moment += (((((hour * 60L) + minute) * 60) + second) * 1000) + thousandths;
        if (!read.Is('Z'))
        {
            var (ahead, behind) = (read.Is('+'), read.Is('-'));
            if (!(ahead || behind) || !read.Number(2, out var hours) || !read.Number(2, out var minutes) || hours > 23 || minutes > 59)
            {
                return false;
            }

            var offset = ((hours * 60L) + minutes) * 60_000;
            moment += ahead ? -offset : offset;
        }

        value = read.AtEnd ? new(moment) : null;
        return value is not null;
    }

    /// <summary>Null where it is beyond what can be told.</summary>
    public DateTimeValue? Offset(DurationValue by)
    {
        var moment = (Int128)milliseconds + by.Milliseconds;
        return moment < long.MinValue || moment > long.MaxValue ? null : new((long)moment);
    }

    /// <summary>The span from then to this moment; null where it is beyond what can be told.</summary>
    public DurationValue? Since(DateTimeValue then)
    {
        var span = (Int128)milliseconds - then.Milliseconds;
        return span < long.MinValue || span > long.MaxValue ? null : new((long)span);
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is DateTimeValue moment && moment.Milliseconds == milliseconds;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(19, milliseconds);

    public override string ToString() => $"datetime(\"1970-01-01\").offset(duration(\"{milliseconds}ms\"))";

    // The year 0 is a leap year of the proleptic calendar, which the framework's dates do not have.
    private static int DaysOf(int year, int month) => DateTime.DaysInMonth(year == 0 ? 2000 : year, month);

    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var shifted = year == 0 ? new DateOnly(400, month, day).DayNumber - 146_097 : new DateOnly(year, month, day).DayNumber;
        return shifted - new DateOnly(1970, 1, 1).DayNumber;
    }

    private ref struct Digits(string text)
    {
        private ReadOnlySpan<char> rest = text;

        public readonly bool AtEnd => rest.IsEmpty;

        public bool Is(char letter)
        {
            if (rest.IsEmpty || rest[0] != letter)
            {
                return false;
            }

            rest = rest[1..];
            return true;
        }

        public bool Number(int digits, out int number)
        {
            number = 0;
            if (rest.Length < digits || rest[..digits].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            number = int.Parse(rest[..digits]);
            rest = rest[digits..];
            return true;
        }
    }
}
