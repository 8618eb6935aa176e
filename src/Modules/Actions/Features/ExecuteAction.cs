using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <param name="Action">From GET /api/integrations/{id}/actions.</param>
/// <param name="Parameters">An object, as the action describes its parameters.</param>
/// <param name="DeviceId">The device on which it takes effect; without one, it is of the whole tenant.</param>
/// <param name="Reason">Why: up to 2,000 characters.</param>
/// <param name="ExpiresInSeconds">How long what is done holds, 60 to 2,592,000: then it is undone by itself.</param>
internal sealed record ExecuteActionRequest(string Action, JsonElement Parameters, DeviceId? DeviceId = null, string? Reason = null, int? ExpiresInSeconds = null) : IRequest
{
    public Problem? Check() => PlanRunRequest.CheckReason(Reason) ?? PlanRunRequest.CheckExpiry(ExpiresInSeconds);
}

/// <summary>
/// Plans an action through an integration and does it at once; where it needs approval, the run that is answered waits for that. Send an Idempotency-Key:
/// the same call again is the same run.
/// </summary>
internal sealed class ExecuteAction(ActionsDb db, ActionsContract actions, PlanRun plan) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Execute).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/integrations/{id}/execute", (IntegrationId id, ExecuteActionRequest request, ExecuteAction feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(ActionRunView.From, view => $"/api/action-runs/{view.Id}"));

    public async Task<Result<ActionRun>> Handle(OpContext op, IntegrationId id, ExecuteActionRequest request, CancellationToken ct)
    {
        var planned = await plan.Plan(
            op, new PlanRunRequest(id.ToString(), request.Action, request.Parameters, ActionProviders.Integrations, request.DeviceId, request.Reason, request.ExpiresInSeconds), ActionsPermissions.Execute, ct);
        if (!planned.Succeeded)
        {
            return planned.Problem;
        }

        await using var change = db.Change();
        var begun = actions.Begin(change, planned.Value);
        return await change.Commit(ct) is { } problem ? problem : await actions.Perform(op, begun.Run);
    }
}
