using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>How many open tickets there are of each severity.</summary>
/// <param name="Critical">For now.</param>
/// <param name="High">For today.</param>
/// <param name="Medium">For this week.</param>
/// <param name="Low">For when there is time.</param>
internal sealed record TicketsBySeverityView(int Critical, int High, int Medium, int Low);

/// <summary>How many open tickets there are in each stage.</summary>
/// <param name="New">Nobody has looked at them.</param>
/// <param name="InProgress">Somebody works on them.</param>
internal sealed record TicketsByStageView(int New, int InProgress);

/// <summary>The work at a glance: what of it is within the caller's reach.</summary>
/// <param name="Open">Tickets that are not CLOSED.</param>
/// <param name="BySeverity">The same by severity.</param>
/// <param name="ByStage">The same by stage.</param>
/// <param name="AwaitingApproval">How many of them wait until somebody approves their action.</param>
/// <param name="Overdue">How many of them have a clock that has run out.</param>
/// <param name="Oldest">The oldest open ticket; null when none is open.</param>
/// <param name="First">The ten to do first: most severe first, and of those the oldest.</param>
internal sealed record TicketsOverviewView(
    int Open, TicketsBySeverityView BySeverity, TicketsByStageView ByStage, int AwaitingApproval, int Overdue, TicketView? Oldest, IReadOnlyList<TicketView> First);

/// <summary>The work at a glance: open tickets by severity and stage, how many wait for an approval, and what to do first.</summary>
internal sealed class GetTicketsOverview(TicketListDb db, TimeProvider time) : IFeature
{
    private const int MaxNamed = 10;

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/overview", (GetTicketsOverview feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<TicketsOverviewView>> Handle(OpContext op, CancellationToken ct)
    {
        var counts = await db.OpenCounts(op, time.GetUtcNow(), ct);
        var oldest = await db.OldestOpen(op, ct);
        return new TicketsOverviewView(
            counts.New + counts.InProgress,
            new TicketsBySeverityView(counts.Critical, counts.High, counts.Medium, counts.Low),
            new TicketsByStageView(counts.New, counts.InProgress),
            counts.AwaitingApproval,
            counts.Overdue,
            oldest is null ? null : TicketView.From(oldest),
            [.. (await db.MostUrgent(op, MaxNamed, ct)).Select(TicketView.From)]);
    }
}
