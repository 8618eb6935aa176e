using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A point; the time is the beginning of what it averages.</summary>
/// <param name="At">Where the averaged time begins.</param>
/// <param name="Value">The average.</param>
internal sealed record MetricPointView(DateTimeOffset At, double Value);

/// <summary>One metric of one instance.</summary>
/// <param name="Name">The metric's name, e.g. <c>cpu.used_percent</c>.</param>
/// <param name="Instance">Which disk or interface; null where there is one only.</param>
/// <param name="Points">Oldest first.</param>
internal sealed record MetricSeriesView(string Name, string? Instance, IReadOnlyList<MetricPointView> Points);

/// <summary>What was measured.</summary>
/// <param name="Series">One for each metric and instance.</param>
internal sealed record MetricsView(IReadOnlyList<MetricSeriesView> Series);

/// <summary>A device's measurements over a time, at most 300 averages a series and 100 series.</summary>
internal sealed class GetMetrics(FleetDb devices, TelemetryDb db, TimeProvider time) : IFeature
{
    private const int MaxPoints = 300;
    private const int MaxSeries = 100;
    private static readonly TimeSpan UsualRange = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxRange = TimeSpan.FromDays(31);

    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices/{id}/metrics", (
                DeviceId id,
                [Description("Only this metric, e.g. cpu.used_percent.")] string? name,
                [Description("From when; a day before the end when not said, and at most 31 days.")] DateTimeOffset? from,
                [Description("Until when; now when not said.")] DateTimeOffset? to,
                GetMetrics feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, id, name, from, to, ct).ToHttp());

    public async Task<Result<MetricsView>> Handle(OpContext op, DeviceId id, string? name, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        var end = to ?? time.GetUtcNow();
        var start = from ?? (end - DateTimeOffset.UnixEpoch > UsualRange ? end - UsualRange : DateTimeOffset.UnixEpoch);
        if (start >= end || end - start > MaxRange)
        {
            return FleetProblems.BadRange;
        }

        if (await devices.Device(op, id, ct) is null)
        {
            return FleetProblems.DeviceNotFound;
        }

        // Rounded up to the microsecond that PostgreSQL counts in, so that the steps are not one too many.
        var step = TimeSpan.FromMicroseconds(Math.Ceiling((end - start).TotalMicroseconds / MaxPoints));
        var points = await db.Series(op, id, name, start, end, step, MaxSeries, ct);
        return new MetricsView(
        [
            .. points.GroupBy(p => (p.Name, p.Instance))
                .Select(s => new MetricSeriesView(s.Key.Name, s.Key.Instance, [.. s.Select(p => new MetricPointView(p.At, p.Value))])),
        ]);
    }
}
