using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <param name="Ids">All rules within reach, each once, in the order that they are to have.</param>
internal sealed record OrderRulesRequest(IReadOnlyList<TicketRuleId> Ids);

/// <summary>Puts the rules within reach in another order; where others stand between them, those stay where they are.</summary>
internal sealed class OrderRules(RulesDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Rules);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/rules/order", (OrderRulesRequest request, OrderRules feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, OrderRulesRequest request, CancellationToken ct)
    {
        await using var change = db.Change();
        await RulesDb.Lock(change, ct);
        var mine = (await RulesDb.All(change, ct)).Where(r => op.Reach.Covers(r.Place)).ToList();
        if (request.Ids.Any(id => !mine.Exists(r => r.Id == id)))
        {
            return TicketsProblems.NoRule;
        }

        if (request.Ids.Count != mine.Count || request.Ids.Distinct().Count() != mine.Count)
        {
            return TicketsProblems.OtherRules;
        }

        var places = mine.Select(r => r.Position).ToList();
        var byId = mine.ToDictionary(r => r.Id);
        for (var i = 0; i < places.Count; i++)
        {
            var before = byId[request.Ids[i]];
            if (before.Position != places[i])
            {
                var after = before with { Position = places[i], Version = before.Version + 1 };
                RulesDb.Update(change, after);
                change.Audit(TicketRuleView.Fact(before, after));
            }
        }

        return await change.Commit(Done.Value, ct);
    }
}
