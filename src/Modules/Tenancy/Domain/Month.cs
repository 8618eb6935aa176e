using System.Globalization;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>A month in UTC: what use is billed by.</summary>
internal readonly record struct Month(DateOnly First)
{
    public DateTimeOffset From => new(First, TimeOnly.MinValue, TimeSpan.Zero);

    public DateTimeOffset To => new(First.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);

    public static Month Of(DateTimeOffset moment) => new(new DateOnly(moment.UtcDateTime.Year, moment.UtcDateTime.Month, 1));

    /// <summary>From its text, such as 2026-11; null when it is none, or one that has not begun.</summary>
    public static Month? Parse(string? text, DateTimeOffset now) =>
        text is null ? Of(now)
        : DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && new Month(first) is var month && month.From <= now ? month
        : null;

    public override string ToString() => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
