using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>How often a rule decided in the last 30 days.</summary>
/// <param name="Opened">It opened a ticket.</param>
/// <param name="Joined">A signal joined an open ticket.</param>
/// <param name="Suppressed">It had nothing done.</param>
internal sealed record RuleUseView(int Opened, int Joined, int Suppressed);

/// <summary>A rule, and how often it decided.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Use">In the last 30 days.</param>
internal sealed record ListedRuleView(TicketRuleView Rule, RuleUseView Use);

/// <summary>The rules within reach, in their order. What none of them is for: a finding of severity HIGH or above opens a ticket, one for each device and rule; an alert opens none.</summary>
/// <param name="Items">All of them.</param>
internal sealed record TicketRulesView(IReadOnlyList<ListedRuleView> Items);

/// <summary>The rules by which alerts and findings become tickets.</summary>
internal sealed class ListRules(RulesDb db, TimeProvider time) : IFeature
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(30);

    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/rules", (ListRules feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<TicketRulesView>> Handle(OpContext op, CancellationToken ct)
    {
        var rules = await db.Rules(op, ct);
        var counts = (await db.Counts(op, time.GetUtcNow() - Counted, ct)).ToDictionary(c => c.Rule);
        return new TicketRulesView([.. rules.Select(r => new ListedRuleView(
            TicketRuleView.From(r), counts.TryGetValue(r.Id, out var count) ? new RuleUseView(count.Opened, count.Joined, count.Suppressed) : new RuleUseView(0, 0, 0)))]);
    }
}
