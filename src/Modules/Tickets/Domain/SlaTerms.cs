using System.Globalization;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>How soon tickets of a severity are to be taken on and closed.</summary>
/// <param name="Severity">Of which severity.</param>
/// <param name="AcknowledgeMinutes">How long until somebody takes it on: 1 to 525,600; null for no such clock.</param>
/// <param name="ResolveMinutes">How long until it is closed: 1 to 525,600; null for no such clock.</param>
/// <param name="InBusinessHours">Whether only working time counts.</param>
internal sealed record SlaTarget(TicketSeverity Severity, int? AcknowledgeMinutes, int? ResolveMinutes, bool InBusinessHours);

/// <summary>A day of the week.</summary>
internal enum Weekday
{
    /// <summary>The first.</summary>
    Monday,

    /// <summary>The second.</summary>
    Tuesday,

    /// <summary>The third.</summary>
    Wednesday,

    /// <summary>The fourth.</summary>
    Thursday,

    /// <summary>The fifth.</summary>
    Friday,

    /// <summary>The sixth.</summary>
    Saturday,

    /// <summary>The seventh.</summary>
    Sunday,
}

/// <summary>When people work on a day of the week.</summary>
/// <param name="Day">Which day.</param>
/// <param name="From">HH:mm by the wall clock.</param>
/// <param name="To">HH:mm, later than From; 24:00 is the day's end.</param>
internal sealed record WorkingHours(Weekday Day, string From, string To)
{
    /// <summary>The same in minutes; null when it is none.</summary>
    internal WorkingSpan? Span => Minutes(From) is { } from && Minutes(To) is { } to && from < to ? new WorkingSpan((DayOfWeek)(((int)Day + 1) % 7), from, to) : null;

    private static int? Minutes(string? text) =>
        text == "24:00" ? 24 * 60
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute
        : null;
}

/// <summary>What a tenant's tickets are held to: clocks by severity, and when its people work.</summary>
internal sealed record SlaTerms(string TimeZone, IReadOnlyList<WorkingHours> Hours, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<SlaTarget> Targets)
{
    private const int MaxMinutes = 365 * 24 * 60;
    private const int MaxHours = 28;
    private const int MaxHolidays = 400;

    private BusinessCalendar? calendar;

    private BusinessCalendar Calendar => calendar ??= new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), Hours.Select(h => h.Span!.Value), Holidays);

    /// <summary>When a ticket is to be taken on; null for no such clock.</summary>
    public DateTimeOffset? AcknowledgeBy(TicketSeverity severity, DateTimeOffset from) => By(Of(severity), Of(severity)?.AcknowledgeMinutes, from);

    /// <summary>When a ticket is to be closed; null for no such clock.</summary>
    public DateTimeOffset? ResolveBy(TicketSeverity severity, DateTimeOffset from) => By(Of(severity), Of(severity)?.ResolveMinutes, from);

    /// <summary>What is wrong with terms that somebody sent.</summary>
    public static Problem? Check(string? zone, IReadOnlyList<WorkingHours?> hours, IReadOnlyList<DateOnly> holidays, IReadOnlyList<SlaTarget?> targets)
    {
        if (zone is not { Length: > 0 and <= 64 } || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return TicketsProblems.UnknownTimeZone;
        }

        if (hours.Count > MaxHours || hours.Any(h => h?.Span is null) || Overlap(hours.Select(h => h!.Span!.Value)))
        {
            return TicketsProblems.BadHours;
        }

        if (holidays.Count > MaxHolidays)
        {
            return TicketsProblems.TooManyHolidays(MaxHolidays);
        }

        return targets.Any(t => t is null || t.AcknowledgeMinutes is <= 0 or > MaxMinutes || t.ResolveMinutes is <= 0 or > MaxMinutes || (t.InBusinessHours && hours.Count == 0))
            || targets.DistinctBy(t => t!.Severity).Count() != targets.Count
            ? TicketsProblems.BadTargets
            : null;
    }

    private static bool Overlap(IEnumerable<WorkingSpan> spans) => spans.GroupBy(s => s.Day).Any(day =>
        day.OrderBy(s => s.FromMinute).Aggregate((End: 0, Bad: false), (last, s) => (s.ToMinute, last.Bad || s.FromMinute < last.End)).Bad);

    private SlaTarget? Of(TicketSeverity severity) => Targets.FirstOrDefault(t => t.Severity == severity);

    private DateTimeOffset? By(SlaTarget? target, int? minutes, DateTimeOffset from) => minutes is not { } some ? null
        : target!.InBusinessHours ? Calendar.After(from, TimeSpan.FromMinutes(some))
        : from.AddMinutes(some);
}
