using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Has the terms of the tenant's plan hold again.</summary>
internal sealed class ForgetSla(SlaDb db, TicketBook book) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TicketsPermissions.Admin);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/sla", (IfMatch match, ForgetSla feature, OpContext op, CancellationToken ct) => feature.Handle(op, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await SlaDb.TermsForUpdate(change, ct) is not { } own)
        {
            return match.Check(0) is { } other ? other : Done.Value;
        }

        if (match.Check(own.Version) is { } stale)
        {
            return stale;
        }

        SlaDb.Forget(change);
        change.Audit(new AuditFact("ticket-sla", op.Tenant.Value, "SLA", AuditFact.Show(SlaView.From(own.Terms, own.Version)), AuditFact.Show(SlaView.From(book.Usual(op.Tenant), 0))));
        return await change.Commit(Done.Value, ct);
    }
}
