using Holdfast.Modules.Tickets.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What tickets are held to where a tenant has said nothing: by its plan.</summary>
internal static class UsualSla
{
    private static readonly WorkingHours[] Week =
        [.. new[] { Weekday.Monday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Thursday, Weekday.Friday }.Select(day => new WorkingHours(day, "09:00", "17:00"))];

    // Minutes to take on and to close, from CRITICAL to LOW; and from which severity on only working time counts.
    private static readonly Dictionary<string, SlaTarget[]> ByPlan = new(StringComparer.Ordinal)
    {
        ["FREE"] = [],
        ["STARTER"] = Targets(TicketSeverity.Critical, (120, 960), (240, 1440), (480, 4800), (960, 9600)),
        ["PROFESSIONAL"] = Targets(TicketSeverity.High, (60, 480), (120, 960), (480, 2400), (960, 4800)),
        ["ENTERPRISE"] = Targets(TicketSeverity.Medium, (15, 240), (30, 480), (240, 1440), (480, 2400)),
    };

    /// <summary>The terms of a plan; of a plan of the operator's own, those of PROFESSIONAL.</summary>
    public static SlaTerms Of(string plan) => new("UTC", Week, [], ByPlan.GetValueOrDefault(plan, ByPlan["PROFESSIONAL"]));

    private static SlaTarget[] Targets(TicketSeverity workingTimeFrom, params (int Acknowledge, int Resolve)[] minutes) =>
        [.. new[] { TicketSeverity.Critical, TicketSeverity.High, TicketSeverity.Medium, TicketSeverity.Low }
            .Zip(minutes, (severity, m) => new SlaTarget(severity, m.Acknowledge, m.Resolve, severity <= workingTimeFrom))];
}
