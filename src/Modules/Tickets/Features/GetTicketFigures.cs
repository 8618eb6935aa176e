using System.ComponentModel;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>How long the spans of a list are.</summary>
internal enum FigurePeriod
{
    /// <summary>A day, in UTC.</summary>
    Day,

    /// <summary>A week from Monday, in UTC.</summary>
    Week,

    /// <summary>A month, in UTC.</summary>
    Month,
}

/// <summary>How the tickets fared that were opened in a span of time; times are means in seconds, null when there is nothing to take them of.</summary>
/// <param name="From">When the span began.</param>
/// <param name="Opened">How many were opened, without those that were put into others.</param>
/// <param name="Closed">How many of them are closed.</param>
/// <param name="Reopened">How many of them were opened again.</param>
/// <param name="ReopenRate">The share of those opened again among those that were ever closed; null when none was.</param>
/// <param name="Missed">How many of them had a clock that ran out.</param>
/// <param name="DetectSeconds">From when it happened until it was noticed.</param>
/// <param name="AcknowledgeSeconds">From opening until somebody took it on.</param>
/// <param name="ResolveSeconds">From opening until it was closed.</param>
/// <param name="Executed">How many of them had their action done.</param>
/// <param name="VerifiedRate">The share of those whose action was seen to be done by reading back; null when none was done.</param>
internal sealed record TicketPeriodView(
    DateTimeOffset From, int Opened, int Closed, int Reopened, double? ReopenRate, int Missed, double? DetectSeconds, double? AcknowledgeSeconds, double? ResolveSeconds,
    int Executed, double? VerifiedRate)
{
    public static TicketPeriodView Of(PeriodRow r) => new(
        r.From, r.Opened, r.Closed, r.Reopened, r.EverClosed == 0 ? null : (double)r.Reopened / r.EverClosed, r.Missed, r.DetectSeconds, r.AcknowledgeSeconds, r.ResolveSeconds,
        r.Executed, r.Executed == 0 ? null : (double)r.Verified / r.Executed);
}

/// <summary>How tickets within reach fared.</summary>
/// <param name="From">From when on.</param>
/// <param name="To">Until when.</param>
/// <param name="Periods">By span of opening, in order; those in which none was opened are left out.</param>
internal sealed record TicketFiguresView(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TicketPeriodView> Periods);

/// <summary>How tickets fared, by when they were opened: times to detect, acknowledge and resolve, how many came back, and how many were late.</summary>
internal sealed class GetTicketFigures(SlaDb db, TimeProvider time) : IFeature
{
    private const int MaxDays = 400;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(90);

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/figures", (
                [Description("A FigurePeriod: DAY, WEEK or MONTH; MONTH when left out.")] string? period,
                [Description("Only tickets opened from then on; 90 days before `to` when left out.")] DateTimeOffset? from,
                [Description("Only tickets opened before; now when left out.")] DateTimeOffset? to,
                GetTicketFigures feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, EnumQuery.Parse<FigurePeriod>(period, "period") ?? FigurePeriod.Month, from, to, ct).ToHttp());

    public async Task<Result<TicketFiguresView>> Handle(OpContext op, FigurePeriod period, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        var until = to ?? time.GetUtcNow();
        var since = from ?? (until - DateTimeOffset.MinValue > Usual ? until - Usual : DateTimeOffset.MinValue);
        if (since >= until || until - since > TimeSpan.FromDays(MaxDays))
        {
            return TicketsProblems.BadPeriod;
        }

        var unit = period switch { FigurePeriod.Day => "day", FigurePeriod.Week => "week", _ => "month" };
        return new TicketFiguresView(since, until, [.. (await db.Periods(op, since, until, unit, ct)).Select(TicketPeriodView.Of)]);
    }
}
