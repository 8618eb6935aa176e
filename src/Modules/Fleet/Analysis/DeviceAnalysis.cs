using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Analysis;

/// <summary>Analyses one device: reads a bounded window, lets the analyzers judge, and commits findings, scores and the scores above in one transaction.</summary>
internal sealed class DeviceAnalysis(AssessmentDb db, IOptions<FleetOptions> options, IFiguresDue figures, TimeProvider time)
{
    private const int MaxSamples = 5_000;
    private static readonly string[] SecurityKinds = [.. SecurityEventsAnalyzer.Kinds.Select(k => EnumText.Of(k))];
    private static readonly string[] PerformanceKinds = [.. PerformanceAnalyzer.Kinds.Select(k => EnumText.Of(k))];
    private static readonly string[] Metrics = [.. PerformanceAnalyzer.Metrics];

    /// <summary>Analyses, and plans the next time unless telemetry that came meanwhile has.</summary>
    /// <param name="op">On whose behalf.</param>
    /// <param name="id">The device.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Run(OpContext op, DeviceId id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var change = db.Change();
        if (await AssessmentDb.Claim(change, id, ct) is not { } device)
        {
            AssessmentDb.DeleteAnalyses(change, id);
            await change.Commit(ct);
            return;
        }

        var open = await AssessmentDb.Open(change, id, ct);
        var assessments = await Assess(change, id, open, now, ct);
        foreach (var what in FindingChange.Of(open, assessments, id, device.Name, new ScopePath(device.Organization.Value, device.Group.Value, id.Value), time))
        {
            HealthTree.Apply(change, what);
        }

        var scores = await AssessmentDb.Scores(change, id, ct);
        foreach (var assessment in assessments)
        {
            scores[assessment.Analyzer] = assessment.Score;
            AssessmentDb.Put(change, id, assessment, now);
        }

        AssessmentDb.Reschedule(change, id, options.Value.AnalysisInterval);
        await HealthTree.Rescore(change, id, device.Group, device.Organization, HealthNode.OfAnalyzers(scores.Values), now, ct);
        if (change.Events.Count > 0)
        {
            // A score or a finding is another.
            figures.Mark(change);
        }

        await change.Commit(ct);
    }

    private async Task<List<Assessment>> Assess(Change change, DeviceId id, IReadOnlyList<Finding> open, DateTimeOffset now, CancellationToken ct)
    {
        var security = await TelemetryDb.EventsSince(change, id, SecurityKinds, now - SecurityEventsAnalyzer.Window, now, options.Value.AnalysisEventsPerKind, ct);
        var reported = await TelemetryDb.EventsSince(change, id, PerformanceKinds, now - PerformanceAnalyzer.EventWindow, now, options.Value.AnalysisEventsPerKind, ct);
        var samples = await TelemetryDb.LastSamples(change, id, Metrics, now - PerformanceAnalyzer.EventWindow, now, PerformanceAnalyzer.Window, MaxSamples, ct);
        var cpuCount = await TelemetryDb.CpuCount(change, id, ct);
        var before = open.Select(f => new OpenObservation(f.Rule, f.Key, f.Severity)).ToList();
        var assessments = new List<Assessment> { SecurityEventsAnalyzer.Assess(security, now, options.Value.AnalysisEventsPerKind) };
        if (PerformanceAnalyzer.Assess(samples, reported, cpuCount, before, now) is { } performance)
        {
            assessments.Add(performance);
        }

        return assessments;
    }
}
