using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Changes a filter that the caller keeps.</summary>
internal sealed class UpdateView(ViewsDb db, IFleet fleet) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tickets/views/{id}", (TicketViewId id, SaveViewRequest request, IfMatch match, UpdateView feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(SavedViewView.From));

    public async Task<Result<SavedView>> Handle(OpContext op, TicketViewId id, SaveViewRequest request, IfMatch match, CancellationToken ct)
    {
        var unreached = await CreateView.Unreached(fleet, op, request.Query, ct);
        await using var change = db.Change();
        if ((await match.Take(ViewsDb.OwnForUpdate(change, id, ct), TicketsProblems.NoView)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if (unreached is not null)
        {
            return unreached;
        }

        var after = before with { Name = request.Name.Trim(), IsShared = request.IsShared, Query = request.Query, Sort = request.Sort, Version = before.Version + 1 };
        ViewsDb.Update(change, after);
        change.OnViolation("ticket_view_name_key", TicketsProblems.ViewExists);
        change.Audit(SavedViewView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
