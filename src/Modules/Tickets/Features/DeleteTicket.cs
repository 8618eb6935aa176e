using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Removes a ticket that was never executed or handed on. Its number is not given again.</summary>
internal sealed class DeleteTicket(TicketsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/{id}", (TicketId id, IfMatch match, DeleteTicket feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, TicketId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(TicketsDb.ForUpdate(change, id, ct), TicketsProblems.NotFound)).Fails(out var ticket, out var problem))
        {
            return problem;
        }

        // What was put into it would go with it, and could not be taken out again.
        if ((ticket.CheckDelete() ?? (await MergeDb.HasTaken(change, id, ct) ? TicketsProblems.HasTakenIn : null)) is { } refused)
        {
            return refused;
        }

        if (await AttachmentsDb.BytesOf(change, id, ct) is > 0 and var bytes)
        {
            await Quotas.Return(change, AttachmentsDb.Quota, bytes, ct);
        }

        TicketsDb.Delete(change, id);
        change.Publish(new TicketDeleted(id, ticket.Number), ticket.Place);
        change.Audit(TicketView.Fact(ticket, null));
        return await change.Commit(Done.Value, ct);
    }
}
