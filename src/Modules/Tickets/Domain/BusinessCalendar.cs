namespace Holdfast.Modules.Tickets.Domain;

/// <summary>A span of a day during which people work: minutes since midnight by the wall clock, the end not in it.</summary>
internal readonly record struct WorkingSpan(DayOfWeek Day, int FromMinute, int ToMinute);

/// <summary>
/// Working time, by the wall clock of a time zone: so much of it after a moment, and how much of it between two. Where a wall clock is set forward,
/// the times that it leaps over are the moment of the leap; where it is set back, a time that comes twice is the first of the two. So spans neither
/// overlap nor come in another order, and working time is additive: what lies from a to b and from b to c lies from a to c.
/// </summary>
internal sealed class BusinessCalendar
{
    // Holidays are bounded and spans come every week, so no target is ever this far away.
    private const int MostDays = 20_000;
    private readonly TimeZoneInfo zone;
    private readonly ILookup<DayOfWeek, WorkingSpan> spans;
    private readonly HashSet<DateOnly> holidays;

    /// <param name="zone">Whose wall clock.</param>
    /// <param name="spans">When people work; those of a day do not overlap.</param>
    /// <param name="holidays">Days on which nobody works.</param>
    public BusinessCalendar(TimeZoneInfo zone, IEnumerable<WorkingSpan> spans, IEnumerable<DateOnly> holidays)
    {
        this.zone = zone;
        this.spans = spans.OrderBy(s => s.FromMinute).ToLookup(s => s.Day);
        this.holidays = [.. holidays];
    }

    /// <summary>Whether anybody ever works.</summary>
    public bool HasHours => spans.Count > 0;

    /// <summary>The moment when so much working time has gone by; null when nobody works.</summary>
    public DateTimeOffset? After(DateTimeOffset from, TimeSpan time)
    {
        if (!HasHours)
        {
            return null;
        }

        var left = time;
        foreach (var (start, end) in From(from))
        {
            var begin = start > from ? start : from;
            if (end - begin >= left)
            {
                return begin + left;
            }

            left -= end - begin;
        }

        return null;
    }

    /// <summary>How much working time lies between two moments; none when they are in the other order.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var sum = TimeSpan.Zero;
        foreach (var (start, end) in From(from))
        {
            if (start >= to)
            {
                break;
            }

            sum += (end < to ? end : to) - (start > from ? start : from);
        }

        return sum;
    }

    // The spans that end after a moment, in order.
    private IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> From(DateTimeOffset moment)
    {
        if (!HasHours)
        {
            yield break;
        }

        // A day early: a span may go over midnight in another zone's day.
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime).AddDays(-1);
        for (var day = 0; day < MostDays; day++)
        {
            var date = first.AddDays(day);
            if (holidays.Contains(date))
            {
                continue;
            }

            foreach (var span in spans[date.DayOfWeek])
            {
                var (start, end) = (Moment(date, span.FromMinute), Moment(date, span.ToMinute));
                if (end > moment && end > start)
                {
                    yield return (start, end);
                }
            }
        }
    }

    private DateTimeOffset Moment(DateOnly date, int minute)
    {
        var wall = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        while (zone.IsInvalidTime(wall))
        {
            wall = wall.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }
}
