using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

public sealed class NormalTimeTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z")]
    [InlineData("2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.1234568Z")]
    [InlineData("2026-03-01T10:00:00+03:00", "2026-03-01T07:00:00Z")]
    [InlineData("2026-03-01T10:00:00.000+0300", "2026-03-01T07:00:00Z")]
    [InlineData("2026-03-01T10:00:00-0530", "2026-03-01T15:30:00Z")]
    [InlineData("2026-03-01 10:00:00", "2026-03-01T10:00:00Z")]
    [InlineData("2026/03/01 10:00:00", "2026-03-01T10:00:00Z")]
    [InlineData(" 2026-03-01T10:00:00.5 ", "2026-03-01T10:00:00.5Z")]
    [InlineData("1772359200", "2026-03-01T10:00:00Z")]
    [InlineData("1772359200.25", "2026-03-01T10:00:00.25Z")]
    [InlineData("1772359200250", "2026-03-01T10:00:00.25Z")]
    public void A_moment_is_read_in_each_form_that_products_write(string text, string moment) => NormalTime.Parse(text).ShouldBe(DateTimeOffset.Parse(moment));

    [Theory]
    [InlineData("2026/07/01 12:00:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026/01/01 12:00:00", "2026-01-01T11:00:00Z")]
    [InlineData("2026/10/25 02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026/03/29 02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z")]
    public void A_clock_without_an_offset_is_the_zone_s_also_where_an_hour_is_there_twice_or_not_at_all(string text, string moment) =>
        NormalTime.Parse(text, Berlin).ShouldBe(DateTimeOffset.Parse(moment));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("never")]
    [InlineData("Wednesday")]
    [InlineData("12:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("0001/01/01 00:00:00")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("1e300")]
    [InlineData("2026-13-45T99:99:99Z")]
    public void What_is_no_moment_or_stands_for_none_is_null(string? text)
    {
        NormalTime.Parse(text).ShouldBeNull();
        NormalTime.Parse(text, Berlin).ShouldBeNull();
    }

    [Fact]
    public void Nothing_throws_and_what_comes_is_utc_and_a_real_year() => Check.QuickThrowOnFailure(Prop.ForAll(
        Texts.Any("0123456789-/:.TZ+ "),
        text => new[] { NormalTime.Parse(text), NormalTime.Parse(text, Berlin) }.All(m => m is null || (m.Value.Offset == TimeSpan.Zero && m.Value.Year is > 1970 and < 9999))));

    [Fact]
    public void No_number_of_seconds_throws() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number => NormalTime.OfEpoch(number) is var _));
}
