using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <param name="Rules">All rules, in the order that they would have: 1 to 200.</param>
/// <param name="Days">From how many days ago on: 1 to 30; 7 when left out.</param>
internal sealed record RehearseRulesRequest(IReadOnlyList<SaveRuleRequest?> Rules, int Days = 7) : IRequest
{
    public Problem? Check() =>
        Days is < 1 or > 30 ? TicketsProblems.BadDays
        : Rules.Count is 0 or > TicketRule.MaxPerTenant || Rules.Any(r => r is null) ? TicketsProblems.BadRules
        : Rules.Select(r => r!.Check()).FirstOrDefault(p => p is not null);
}

/// <summary>Says what rules would have made of the alerts of the last days, beside what those make that there are. Nothing is kept or changed.</summary>
internal sealed class RehearseRules(RulesDb db, RulePlaces places, IAlertHistory alerts, TimeProvider time) : IFeature
{
    private const int AtATime = 500;
    private const int MostAlerts = 20_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Rules);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/rules/rehearse", (RehearseRulesRequest request, RehearseRules feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp());

    public async Task<Result<RuleRehearsalView>> Handle(OpContext op, RehearseRulesRequest request, CancellationToken ct)
    {
        var (now, begun) = (time.GetUtcNow(), time.GetTimestamp());
        var drafts = new List<TicketRule>();
        foreach (var rule in request.Rules)
        {
            if ((await places.Of(op, rule!, ct)).Fails(out var place, out var elsewhere))
            {
                return elsewhere;
            }

            drafts.Add(CreateRule.Draft(op, rule!, place, now) with { Id = Id.New<TicketRuleId>(time), Position = drafts.Count + 1 });
        }

        var (rehearsal, today) = (new RuleRehearsal(drafts), new RuleRehearsal(await db.Rules(op, ct)));
        var from = now - TimeSpan.FromDays(request.Days);
        var (count, whole, last, oldest) = (0, true, (AlertId?)null, (DateTimeOffset?)null);
        while (whole)
        {
            var batch = await alerts.Received(op, from, now, last, AtATime, ct);
            foreach (var alert in batch.Where(a => op.Reach.Covers(a.Place)))
            {
                var signal = TicketSignal.Of(alert.Said, alert.Place, alert.ReceivedAt);
                rehearsal.Take(signal);
                today.Take(signal);
                count++;
                oldest ??= alert.ReceivedAt;
            }

            if (batch.Count < AtATime)
            {
                break;
            }

            last = batch[^1].Said.Alert;
            whole = count < MostAlerts && time.GetElapsedTime(begun) < Longest;
        }

        return RuleRehearsalView.Of(from, oldest, count, whole, drafts, rehearsal, today.Tickets.Count);
    }
}
