using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>One rule.</summary>
internal sealed class GetRule(RulesDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/rules/{id}", (TicketRuleId id, GetRule feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(TicketRuleView.From));

    public async Task<Result<TicketRule>> Handle(OpContext op, TicketRuleId id, CancellationToken ct) => await db.Rule(op, id, ct) is { } rule ? rule : TicketsProblems.NoRule;
}
