using System.Globalization;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>
/// Scores what the machine has to spare, from its last quarter of an hour of samples, and what its logs say of memory and disks. A threshold
/// that was crossed is left again only a good way below it, so that a value which hovers there does not flap.
/// </summary>
internal static class PerformanceAnalyzer
{
    /// <summary>How far before its last sample a device's samples are looked at.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>How far back its log events are.</summary>
    public static readonly TimeSpan EventWindow = TimeSpan.FromHours(24);

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    /// <summary>The kinds that any rule looks at.</summary>
    public static IReadOnlyList<LogEventKind> Kinds { get; } = [LogEventKind.OutOfMemory, LogEventKind.DiskError];

    /// <summary>The metrics that any rule looks at.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
        [MetricNames.DiskUsedPercent, MetricNames.MemoryUsedPercent, MetricNames.SwapUsedPercent, MetricNames.CpuUsedPercent, MetricNames.Load5];

    /// <summary>Null without samples: nothing is known then, neither good nor bad, and what was said stays.</summary>
    /// <param name="samples">Of <see cref="Metrics"/>, in any order.</param>
    /// <param name="events">Of <see cref="Kinds"/>, in any order.</param>
    /// <param name="cpuCount">From the inventory; null when there is none yet.</param>
    /// <param name="open">What was said before.</param>
    /// <param name="now">The end of the event window.</param>
    public static Assessment? Assess(
        IReadOnlyList<SampleRow> samples, IReadOnlyList<EventRow> events, int? cpuCount, IReadOnlyList<OpenObservation> open, DateTimeOffset now)
    {
        if (samples.Count == 0)
        {
            return null;
        }

        var last = samples.Max(s => s.At);
        var series = samples.Where(s => s.At > last - Window).OrderBy(s => s.At).ThenBy(s => s.Id).ToLookup(s => s.Name);
        var happened = events.Where(e => e.At > now - EventWindow && e.At <= now).OrderBy(e => e.At).ThenBy(e => e.Id).ToLookup(e => e.Kind);
        return Scoring.Assess(
            Analyzer.Performance,
            [
                .. series[MetricNames.DiskUsedPercent].GroupBy(s => s.Instance ?? "").SelectMany(mount => Over(
                    Rules.DiskFull, mount.Key, mount.Last().Value, [mount.Last()], open, [(85, 80), (95, 92)],
                    value => ($"Disk {Scoring.Plain(mount.Key, 64)} is {value} % full", $"The file system at {Scoring.Plain(mount.Key, 64)} is {value} % full."))),
                .. Sustained(Rules.MemoryPressure, series[MetricNames.MemoryUsedPercent], Short, open, [(90, 85), (97, 94)], "Memory is short", "Memory was {0} % used on average over 5 minutes."),
                .. Sustained(Rules.SwapPressure, series[MetricNames.SwapUsedPercent], Short, open, [(80, 70)], "Swap is nearly full", "Swap was {0} % used on average over 5 minutes."),
                .. Sustained(Rules.CpuSustained, series[MetricNames.CpuUsedPercent], Long, open, [(90, 80)], "The processors are busy throughout", "All processors together were {0} % busy on average over 10 minutes."),
                .. series[MetricNames.Load5].TakeLast(1).Where(_ => cpuCount > 0).SelectMany(load => Over(
                    Rules.LoadHigh, "", load.Value / cpuCount!.Value, [load], open, [(2, 1.5)],
                    value => ("More is waiting to run than the processors can take", $"The load over five minutes is {value} for each of {cpuCount} processors."))),
                .. Reported(Rules.OutOfMemory, happened[LogEventKind.OutOfMemory], "The system ran out of memory", "processes were killed for want of memory in the last 24 hours."),
                .. Reported(Rules.DiskErrors, happened[LogEventKind.DiskError], "A disk or file system reports errors", "errors in the last 24 hours."),
            ]);
    }

    // The average stands for something only when samples cover most of the time.
    private static IEnumerable<Observation> Sustained(
        Rule rule, IEnumerable<SampleRow> series, TimeSpan over, IReadOnlyList<OpenObservation> open, (double Raise, double Clear)[] thresholds, string title, string detail)
    {
        SampleRow[] all = [.. series];
        SampleRow[] rows = all.Length == 0 ? [] : [.. all.Where(s => s.At > all[^1].At - over)];
        return rows.Length >= 3 && rows[^1].At - rows[0].At >= over * 0.6
            ? Over(rule, "", rows.Average(s => s.Value), rows, open, thresholds, value => (title, string.Format(CultureInfo.InvariantCulture, detail, value)))
            : [];
    }

    private static IEnumerable<Observation> Over(
        Rule rule, string key, double value, IReadOnlyList<SampleRow> rows, IReadOnlyList<OpenObservation> open, (double Raise, double Clear)[] thresholds,
        Func<string, (string Title, string Detail)> words)
    {
        var before = open.Where(o => o.Rule == rule.Id && o.Key == key).Select(o => (FindingSeverity?)o.Severity).FirstOrDefault();
        for (var i = thresholds.Length - 1; i >= 0; i--)
        {
            var (raise, clear) = thresholds[i];
            if (value > raise || (value > clear && before >= rule.Grades[i].Severity))
            {
                var (title, detail) = words(value.ToString("0.#", CultureInfo.InvariantCulture));
                yield return new(rule.Id, key, rule.Grades[i].Severity, rule.Grades[i].Points, title, detail, [.. rows.TakeLast(Scoring.MaxEvidence).Reverse().Select(Show)]);
                yield break;
            }
        }
    }

    private static IEnumerable<Observation> Reported(Rule rule, IEnumerable<EventRow> events, string title, string detail)
    {
        EventRow[] rows = [.. events];
        return rows.Length == 0
            ? []
            : [new(rule.Id, "", rule.Mild.Severity, rule.Mild.Points, title, $"{rows.Length} {detail}", [.. rows.TakeLast(Scoring.MaxEvidence).Reverse().Select(SecurityEventsAnalyzer.Show)])];
    }

    private static Evidence Show(SampleRow row) => new(
        EvidenceKind.Metric,
        row.Id,
        row.At,
        $"{Scoring.Plain(row.Name, 64)}{(row.Instance is null ? "" : $" {Scoring.Plain(row.Instance, 64)}")} = {row.Value.ToString("0.##", CultureInfo.InvariantCulture)}");
}
