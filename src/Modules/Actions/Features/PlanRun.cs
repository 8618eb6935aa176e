using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <param name="Through">From GET /api/actions: an integration's id.</param>
/// <param name="Action">From GET /api/actions.</param>
/// <param name="Parameters">An object, as the action describes its parameters.</param>
/// <param name="Provider">From GET /api/actions.</param>
/// <param name="DeviceId">The device on which it takes effect; without one, it is of the whole tenant.</param>
/// <param name="Reason">Why, for who approves it: up to 2,000 characters.</param>
/// <param name="ExpiresInSeconds">How long what is done holds, 60 to 2,592,000: then it is undone by itself. Until somebody undoes it when not said.</param>
internal sealed record PlanRunRequest(
    string Through, string Action, JsonElement Parameters, string Provider = ActionProviders.Integrations, DeviceId? DeviceId = null, string? Reason = null, int? ExpiresInSeconds = null) : IRequest
{
    private const int MaxReason = 2000;
    private const int LeastSeconds = 60;
    private const int MostSeconds = 2_592_000;

    public Problem? Check() => CheckReason(Reason) ?? CheckExpiry(ExpiresInSeconds);

    /// <summary>What is wrong with a reason.</summary>
    public static Problem? CheckReason(string? reason) =>
        reason is null || (reason.Length <= MaxReason && !string.IsNullOrWhiteSpace(reason) && !reason.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            ? null
            : ActionsProblems.BadReason;

    /// <summary>What is wrong with an end.</summary>
    public static Problem? CheckExpiry(int? seconds) => seconds is null or (>= LeastSeconds and <= MostSeconds) ? null : ActionsProblems.BadExpiry;
}

/// <summary>Finds out what an action would do, and writes that down as a run that can be started, or waits for approval. Nothing is done yet.</summary>
internal sealed class PlanRun(ActionsDb db, ActionsContract actions, IFleet fleet) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/action-runs", (PlanRunRequest request, PlanRun feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(ActionRunView.From, view => $"/api/action-runs/{view.Id}"));

    public async Task<Result<ActionRun>> Handle(OpContext op, PlanRunRequest request, CancellationToken ct)
    {
        var planned = await Plan(op, request, ActionsPermissions.Write, ct);
        if (!planned.Succeeded)
        {
            return planned.Problem;
        }

        await using var change = db.Change();
        RunBook.Add(change, planned.Value.Run);
        return await change.Commit(planned.Value.Run, ct);
    }

    /// <summary>The plan alone, for who goes on with it at once.</summary>
    public async Task<Result<PlannedRun>> Plan(OpContext op, PlanRunRequest request, Permission permission, CancellationToken ct)
    {
        var device = request.DeviceId is { } id ? await fleet.FindDevice(op, id, ct) : null;
        var place = device?.Place ?? ScopePath.Tenant;
        if (request.DeviceId is not null && (device is null || !op.Reach.Covers(place)))
        {
            return ActionsProblems.UnknownDevice;
        }

        if (!op.Reach.Covers(place))
        {
            return OperationProblems.OutOfReach(permission.Name);
        }

        return await actions.Plan(op, new ActionRequest(request.Provider, request.Through, request.Action, request.Parameters)
        {
            Target = device is null ? null : new ActionTarget("device", device.Id.Value, device.Name),
            Place = place,
            Reason = request.Reason?.Trim(),
            ExpiresAfter = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        }, ct);
    }
}
