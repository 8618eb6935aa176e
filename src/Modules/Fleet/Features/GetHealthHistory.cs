using System.ComponentModel;
using System.Globalization;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A score from a moment on, until the next point.</summary>
/// <param name="At">Since when: the beginning of the hour in which it changed, or of the time that was asked for.</param>
/// <param name="Score">1 to 100; null when nothing had one any more.</param>
internal sealed record ScorePointView(DateTimeOffset At, int? Score)
{
    public static ScorePointView From(ScorePoint point) => new(point.At, point.Score);
}

/// <summary>How a node's score went.</summary>
/// <param name="From">The beginning of the time that was asked for.</param>
/// <param name="To">Its end: now.</param>
/// <param name="Points">Oldest first, at most 500; each holds until the next, the last until the end. None before the node had a score.</param>
internal sealed record HealthHistoryView(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ScorePointView> Points);

/// <summary>The score of a tenant, organization, group or device over the last days: the last of each hour in which it changed, or of each day (in UTC) when more than 20 days are asked for.</summary>
internal sealed class GetHealthHistory(HealthDb db, ScoredNodes nodes, TimeProvider time) : IFeature
{
    private const int DefaultDays = 30;
    private const int MaxDays = 400;

    // So many days have fewer than 500 hours.
    private const int MaxDaysByHour = 20;

    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/health/{level}/{id}/history", (
                [Description("tenant, organization, group or device.")] string level,
                [Description("Which node of that level.")] Guid id,
                [Description("How far back, 1 to 400; 30 when not said.")] string? days,
                GetHealthHistory feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, level, id, days, ct).ToHttp());

    public async Task<Result<HealthHistoryView>> Handle(OpContext op, string level, Guid id, string? days, CancellationToken ct)
    {
        var wanted = DefaultDays;
        if (days is not null && (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out wanted) || wanted is < 1 or > MaxDays))
        {
            return RequestProblems.BadParameter("days", $"days is a number from 1 to {MaxDays}.");
        }

        if (await nodes.Find(op, level, id, ct) is not { } found)
        {
            return FleetProblems.NodeNotFound;
        }

        var now = time.GetUtcNow();
        var from = now.AddDays(-wanted);
        var points = await db.History(op, found.Node, from, wanted > MaxDaysByHour ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1), ct);
        return new HealthHistoryView(from, now, [.. points.Select(ScorePointView.From)]);
    }
}
