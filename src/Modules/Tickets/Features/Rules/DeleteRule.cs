using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>Removes a rule. Its tickets stay.</summary>
internal sealed class DeleteRule(RulesDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Rules);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/rules/{id}", (TicketRuleId id, IfMatch match, DeleteRule feature, OpContext op, CancellationToken ct) => feature.Handle(id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(TicketRuleId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(RulesDb.ForUpdate(change, id, ct), TicketsProblems.NoRule)).Fails(out var rule, out var problem))
        {
            return problem;
        }

        RulesDb.Delete(change, id);
        change.Audit(TicketRuleView.Fact(rule, null));
        return await change.Commit(Done.Value, ct);
    }
}
