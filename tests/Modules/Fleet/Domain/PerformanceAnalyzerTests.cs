using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class PerformanceAnalyzerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_samples_nothing_is_said() => PerformanceAnalyzer.Assess([], [], 4, [], Now).ShouldBeNull();

    [Theory]
    [InlineData(85, null, null)]
    [InlineData(85.1, null, FindingSeverity.Medium)]
    [InlineData(95.1, null, FindingSeverity.High)]
    [InlineData(81, FindingSeverity.Medium, FindingSeverity.Medium)]
    [InlineData(80, FindingSeverity.Medium, null)]
    [InlineData(93, FindingSeverity.High, FindingSeverity.High)]
    [InlineData(92, FindingSeverity.High, FindingSeverity.Medium)]
    [InlineData(93, FindingSeverity.Medium, FindingSeverity.Medium)]
    public void A_full_disk_stays_a_finding_until_it_is_well_below(double percent, FindingSeverity? before, FindingSeverity? expected)
    {
        OpenObservation[] open = before is { } severity ? [new("disk.full", "/", severity)] : [];
        var assessment = PerformanceAnalyzer.Assess([Sample(MetricNames.DiskUsedPercent, percent, 0, "/")], [], 4, open, Now)!;
        assessment.Observations.SingleOrDefault()?.Severity.ShouldBe(expected!.Value);
        assessment.Observations.Count.ShouldBe(expected is null ? 0 : 1);
    }

    [Fact]
    public void Each_mount_point_is_its_own_finding_by_its_last_sample()
    {
        var assessment = PerformanceAnalyzer.Assess(
            [Sample(MetricNames.DiskUsedPercent, 99, 60, "/"), Sample(MetricNames.DiskUsedPercent, 50, 0, "/"), Sample(MetricNames.DiskUsedPercent, 90, 0, "/srv"), Sample(MetricNames.DiskUsedPercent, 96, 0, "/var")],
            [], 4, [], Now)!;
        assessment.Observations.Select(o => o.Key).ShouldBe(["/var", "/srv"]);
        assessment.Score.ShouldBe(60);
    }

    [Theory]
    [InlineData(MetricNames.CpuUsedPercent, 95, "cpu.sustained", 90)]
    [InlineData(MetricNames.MemoryUsedPercent, 95, "memory.pressure", 90)]
    [InlineData(MetricNames.MemoryUsedPercent, 99, "memory.pressure", 75)]
    [InlineData(MetricNames.SwapUsedPercent, 85, "swap.pressure", 95)]
    public void What_lasts_is_a_finding(string metric, double value, string rule, int score)
    {
        var assessment = PerformanceAnalyzer.Assess([.. Enumerable.Range(0, 60).Select(n => Sample(metric, value, n * 15))], [], 4, [], Now)!;
        assessment.Observations.ShouldHaveSingleItem().Rule.ShouldBe(rule);
        assessment.Score.ShouldBe(score);
    }

    [Fact]
    public void A_peak_is_not() => PerformanceAnalyzer.Assess(
        [.. Enumerable.Range(0, 60).Select(n => Sample(MetricNames.CpuUsedPercent, n < 4 ? 100 : 20, n * 15)), Sample(MetricNames.MemoryUsedPercent, 99, 0)], [], 4, [], Now)!.Score.ShouldBe(100);

    [Theory]
    [InlineData(8.1, 4, 95)]
    [InlineData(8.0, 4, 100)]
    [InlineData(8.1, null, 100)]
    public void Load_counts_for_each_processor(double load, int? processors, int score) =>
        PerformanceAnalyzer.Assess([Sample(MetricNames.Load5, load, 0)], [], processors, [], Now)!.Score.ShouldBe(score);

    [Fact]
    public void Memory_that_ran_out_and_disk_errors_are_read_from_the_logs()
    {
        EventRow[] events =
        [
            new(Guid.CreateVersion7(), Now.AddHours(-1), LogEventKind.OutOfMemory, null, null, "Killed process 7"),
            new(Guid.CreateVersion7(), Now.AddHours(-2), LogEventKind.DiskError, null, null, "I/O error"),
        ];
        PerformanceAnalyzer.Assess([Sample(MetricNames.Load5, 0, 0)], events, 4, [], Now)!.Observations.Select(o => (o.Rule, o.Evidence[0].Kind))
            .ShouldBe([("disk.errors", EvidenceKind.Event), ("memory.out_of_memory", EvidenceKind.Event)]);
    }

    [Fact]
    public void Samples_of_a_device_that_fell_silent_still_stand() =>
        PerformanceAnalyzer.Assess([Sample(MetricNames.DiskUsedPercent, 99, 5 * 3600, "/")], [], 4, [], Now)!.Score.ShouldBe(70);

    [Fact]
    public void Higher_values_never_raise_the_score_and_it_keeps_its_bounds() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 1000).Select(n => n / 10.0).ArrayOf(8).ToArbitrary(),
        Gen.Choose(0, 300).Select(n => n / 10.0).ToArbitrary(),
        (values, more) =>
        {
            int Score(double extra) => PerformanceAnalyzer.Assess(
                [.. values.Select((v, n) => Sample(MetricNames.DiskUsedPercent, v + extra, 0, $"/{n}")), .. values.SelectMany((v, n) => Enumerable.Range(0, 5).Select(k => Sample(MetricNames.MemoryUsedPercent, v + extra, ((n * 5) + k) * 10)))],
                [], 4, [], Now)!.Score;
            return Score(more) <= Score(0) && Score(more) is >= 1 and <= 100;
        }));

    private static SampleRow Sample(string name, double value, int secondsAgo, string? instance = null) =>
        new(Guid.CreateVersion7(), Now.AddSeconds(-secondsAgo), name, instance, value);
}
