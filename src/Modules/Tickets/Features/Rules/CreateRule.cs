using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>Adds a rule after the others: at most 200 a tenant.</summary>
internal sealed class CreateRule(RulesDb db, RulePlaces places, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Rules);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/rules", (SaveRuleRequest request, CreateRule feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(TicketRuleView.From, view => $"/api/tickets/rules/{view.Id}"));

    public async Task<Result<TicketRule>> Handle(OpContext op, SaveRuleRequest request, CancellationToken ct)
    {
        if ((await places.Of(op, request, ct)).Fails(out var place, out var elsewhere))
        {
            return elsewhere;
        }

        await using var change = db.Change();
        await RulesDb.Lock(change, ct);
        var all = await RulesDb.All(change, ct);
        if (all.Count >= TicketRule.MaxPerTenant)
        {
            return TicketsProblems.TooManyRules;
        }

        var rule = Draft(op, request, place, time.GetUtcNow()) with { Id = Id.New<TicketRuleId>(time), Position = all.Count == 0 ? 1 : all[^1].Position + 1 };
        RulesDb.Insert(change, rule);
        change.OnViolation("ticket_rule_name_key", TicketsProblems.RuleExists);
        change.Audit(TicketRuleView.Fact(null, rule));
        return await change.Commit(rule, ct);
    }

    /// <summary>What a request says as a rule that is not kept yet.</summary>
    public static TicketRule Draft(OpContext op, SaveRuleRequest request, ScopePath place, DateTimeOffset now) => new(
        default, 0, request.Name.Trim(), request.IsEnabled, request.Source, place, request.Match, request.Outcome, request.Opening ?? new RuleOpening(), request.Reason?.Trim(), request.Until, null,
        TicketActor.Of(op.Principal), now, 1);
}
