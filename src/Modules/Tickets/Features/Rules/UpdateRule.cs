using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>Says anew what a rule is for and what it does. Tickets that it has opened stay as they are.</summary>
internal sealed class UpdateRule(RulesDb db, RulePlaces places, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Rules);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tickets/rules/{id}", (TicketRuleId id, SaveRuleRequest request, IfMatch match, UpdateRule feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(TicketRuleView.From));

    public async Task<Result<TicketRule>> Handle(OpContext op, TicketRuleId id, SaveRuleRequest request, IfMatch match, CancellationToken ct)
    {
        var wanted = await places.Of(op, request, ct);
        await using var change = db.Change();
        if ((await match.Take(RulesDb.ForUpdate(change, id, ct), TicketsProblems.NoRule)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if (wanted.Fails(out var place, out var elsewhere))
        {
            return elsewhere;
        }

        var after = CreateRule.Draft(op, request, place, time.GetUtcNow()) with
        {
            Id = before.Id,
            Position = before.Position,
            CreatedBy = before.CreatedBy,
            CreatedAt = before.CreatedAt,
            Version = before.Version + 1,
        };
        RulesDb.Update(change, after);
        change.OnViolation("ticket_rule_name_key", TicketsProblems.RuleExists);
        change.Audit(TicketRuleView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
