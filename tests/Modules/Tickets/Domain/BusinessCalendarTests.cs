using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class BusinessCalendarTests
{
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    // Over both changes of the clock, and in a zone that changes it at midnight.
    private static readonly Gen<BusinessCalendar> Calendars =
        from zone in Gen.Elements("UTC", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu")
        from spans in Gen.Elements(
            new[] { new WorkingSpan(DayOfWeek.Monday, 540, 1020), new WorkingSpan(DayOfWeek.Friday, 540, 720), new WorkingSpan(DayOfWeek.Friday, 780, 1020) },
            [.. Enum.GetValues<DayOfWeek>().Select(d => new WorkingSpan(d, 0, 1440))],
            [.. Enum.GetValues<DayOfWeek>().SelectMany(d => new[] { new WorkingSpan(d, 60, 150), new WorkingSpan(d, 150, 200) })],
            [new WorkingSpan(DayOfWeek.Sunday, 0, 240)])
        from holidays in Gen.Choose(0, 400).ListOf(5)
        select new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), spans, holidays.Select(d => new DateOnly(2026, 1, 1).AddDays(d)));

    private static readonly Gen<DateTimeOffset> Moments = Gen.Choose(0, 400 * 24 * 60).Select(minutes => DateTimeOffset.Parse("2026-01-01T00:00:00Z").AddMinutes(minutes));

    [Theory]
    [InlineData("2026-03-02T08:00:00Z", 60, "2026-03-02T09:00:00Z")]
    [InlineData("2026-03-02T07:00:00Z", 60, "2026-03-02T09:00:00Z")]
    [InlineData("2026-03-02T15:30:00Z", 60, "2026-03-03T08:30:00Z")]
    // Over a weekend on which the clock is set forward: nine by the wall is an hour earlier.
    [InlineData("2026-03-27T15:30:00Z", 60, "2026-03-30T07:30:00Z")]
    // Over a weekend on which it is set back.
    [InlineData("2026-10-23T14:30:00Z", 60, "2026-10-26T08:30:00Z")]
    // The 6th of April is a holiday here.
    [InlineData("2026-04-03T14:30:00Z", 60, "2026-04-07T07:30:00Z")]
    public void Working_time_goes_on_where_people_work(string from, int minutes, string expected) => Office().After(DateTimeOffset.Parse(from), TimeSpan.FromMinutes(minutes)).ShouldBe(DateTimeOffset.Parse(expected));

    [Fact]
    public void A_night_shift_over_the_change_of_the_clock_has_an_hour_less_or_more()
    {
        var night = new BusinessCalendar(Madrid, [new WorkingSpan(DayOfWeek.Sunday, 0, 360)], []);
        TimeSpan On(string day) => night.Between(DateTimeOffset.Parse($"{day}T00:00:00Z").AddDays(-1), DateTimeOffset.Parse($"{day}T00:00:00Z").AddDays(1));
        (On("2026-03-22"), On("2026-03-29"), On("2026-10-25")).ShouldBe((TimeSpan.FromHours(6), TimeSpan.FromHours(5), TimeSpan.FromHours(7)));
    }

    [Fact]
    public void So_much_working_time_after_a_moment_lies_between_the_two() => Check.QuickThrowOnFailure(Prop.ForAll(
        Calendars.ToArbitrary(), Moments.ToArbitrary(), Gen.Choose(1, 6000).ToArbitrary(),
        (calendar, from, minutes) => calendar.After(from, TimeSpan.FromMinutes(minutes)) is { } at && at > from && calendar.Between(from, at) == TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Working_time_is_additive() => Check.QuickThrowOnFailure(Prop.ForAll(
        Calendars.ToArbitrary(), Gen.ListOf(Moments, 3).ToArbitrary(),
        (calendar, some) =>
        {
            var (a, b, c) = (some.Min(), some.Order().ElementAt(1), some.Max());
            return calendar.Between(a, b) + calendar.Between(b, c) == calendar.Between(a, c) && calendar.Between(a, c) <= c - a;
        }));

    [Fact]
    public void On_a_holiday_and_without_hours_there_is_none()
    {
        Office().Between(DateTimeOffset.Parse("2026-04-06T00:00:00Z"), DateTimeOffset.Parse("2026-04-06T22:00:00Z")).ShouldBe(TimeSpan.Zero);
        new BusinessCalendar(Madrid, [], []).After(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void The_terms_of_plans_are_sound_and_stricter_for_what_is_worse()
    {
        foreach (var plan in new[] { "FREE", "STARTER", "PROFESSIONAL", "ENTERPRISE", "OWN" })
        {
            var terms = UsualSla.Of(plan);
            SlaTerms.Check(terms.TimeZone, [.. terms.Hours], terms.Holidays, [.. terms.Targets]).ShouldBeNull();
            terms.Targets.OrderBy(t => t.Severity).Select(t => t.ResolveMinutes).ShouldBeInOrder(SortDirection.Descending);
        }

        UsualSla.Of("FREE").ResolveBy(TicketSeverity.Critical, DateTimeOffset.UnixEpoch).ShouldBeNull();
        UsualSla.Of("ENTERPRISE").AcknowledgeBy(TicketSeverity.Critical, DateTimeOffset.UnixEpoch).ShouldBe(DateTimeOffset.UnixEpoch.AddMinutes(15));
    }

    private static BusinessCalendar Office() => new(
        Madrid,
        new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }.Select(d => new WorkingSpan(d, 540, 1020)),
        [new DateOnly(2026, 4, 6)]);
}
