using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Removes a filter that the caller keeps.</summary>
internal sealed class DeleteView(ViewsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tickets/views/{id}", (TicketViewId id, IfMatch match, DeleteView feature, OpContext op, CancellationToken ct) => feature.Handle(id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(TicketViewId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(ViewsDb.OwnForUpdate(change, id, ct), TicketsProblems.NoView)).Fails(out var view, out var problem))
        {
            return problem;
        }

        ViewsDb.Delete(change, id);
        change.Audit(SavedViewView.Fact(view, null));
        return await change.Commit(Done.Value, ct);
    }
}
