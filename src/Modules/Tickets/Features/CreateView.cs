using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Name">1 to 100 characters in one line, another for each of a person's.</param>
/// <param name="Query">What the list is narrowed by.</param>
/// <param name="IsShared">Whether all of the tenant have it.</param>
/// <param name="Sort">In which order; as usual when left out.</param>
internal sealed record SaveViewRequest(string Name, TicketQuery Query, bool IsShared = false, TicketSort? Sort = null) : IRequest
{
    private const int MaxName = 100;

    public Problem? Check()
    {
        // What is no filter is refused as in a list.
        _ = Query.Filter();
        return TicketText.Line(Name, "name", MaxName);
    }
}

/// <summary>Keeps a filter of tickets: at most 50 a person.</summary>
internal sealed class CreateView(ViewsDb db, IFleet fleet, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/views", (SaveViewRequest request, CreateView feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(SavedViewView.From, _ => "/api/tickets/views"));

    public async Task<Result<SavedView>> Handle(OpContext op, SaveViewRequest request, CancellationToken ct)
    {
        if (await Unreached(fleet, op, request.Query, ct) is { } unreached)
        {
            return unreached;
        }

        await using var change = db.Change();
        if (await ViewsDb.Count(change, ct) >= SavedView.MaxPerPerson)
        {
            return TicketsProblems.TooManyViews;
        }

        var view = new SavedView(Id.New<TicketViewId>(time), op.Principal.Id!.Value, request.Name.Trim(), request.IsShared, request.Query, request.Sort, time.GetUtcNow(), 1);
        ViewsDb.Insert(change, view);
        change.OnViolation("ticket_view_name_key", TicketsProblems.ViewExists);
        change.Audit(SavedViewView.Fact(null, view));
        return await change.Commit(view, ct);
    }

    /// <summary>A device that a filter names is one within reach.</summary>
    public static async Task<Problem?> Unreached(IFleet fleet, OpContext op, TicketQuery query, CancellationToken ct) =>
        query.DeviceId is not { } id || (await fleet.FindDevice(op, id, ct) is { } device && op.Reach.Covers(device.Place)) ? null : TicketsProblems.UnknownDevice;
}
