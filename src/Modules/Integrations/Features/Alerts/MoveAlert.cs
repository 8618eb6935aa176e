using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Alerts;

/// <param name="State">Where people are with it now.</param>
internal sealed record MoveAlertRequest(AlertState State) : IRequest
{
    public Problem? Check() => null;
}

/// <summary>Acknowledges an alert, closes it, or takes that back. The product is told nothing: that is an action of its own.</summary>
internal sealed class MoveAlert(AlertsDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.WriteAlerts);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/alerts/{id}", (AlertId id, MoveAlertRequest request, IfMatch match, MoveAlert feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(AlertView.From));

    public async Task<Result<Alert>> Handle(OpContext op, AlertId id, MoveAlertRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(AlertsDb.ForUpdate(change, id, ct), IntegrationsProblems.AlertNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        var after = before.Move(request.State, AlertActor.Of(op.Principal), time.GetUtcNow());
        AlertsDb.Move(change, after);
        change.Publish(new AlertMoved(id, after.Integration, after.State), after.Place);
        change.Audit(AlertView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
