using Cronos;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>Times at which something starts, by cron expressions in time zones.</summary>
internal static class Schedule
{
    /// <summary>What is wrong with an expression; null when nothing is.</summary>
    public static string? Wrong(string cron) =>
        CronExpression.TryParse(cron, CronFormat.Standard, out _) ? null : "Here stands a cron expression of five fields: minute, hour, day, month, day of the week.";

    public static bool HasZone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) && (zone.Contains('/') || zone == "UTC");

    /// <summary>The next time after a moment; null when there is none.</summary>
    public static DateTimeOffset? Next(IEnumerable<ScheduleTrigger> triggers, DateTimeOffset after) => triggers
        .Select(t => CronExpression.Parse(t.Cron, CronFormat.Standard).GetNextOccurrence(after, TimeZoneInfo.FindSystemTimeZoneById(t.Zone))?.ToUniversalTime())
        .Min();
}
