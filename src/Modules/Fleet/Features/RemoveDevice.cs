using Holdfast.Modules.Fleet.Analysis;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Removes a device: its sensor is refused from now on, its findings are resolved, and its score leaves those above.</summary>
internal sealed class RemoveDevice(FleetDb db, IOptions<FleetOptions> options, TimeProvider time) : IFeature
{
    // Clocks that differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/devices/{id}", (DeviceId id, IfMatch match, RemoveDevice feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, DeviceId id, IfMatch match, CancellationToken ct)
    {
        // The log-in is refused first, in the control store and so before the device is locked here; should it get another one in this moment, once more.
        var revoked = (string?)null;
        while (true)
        {
            if (await db.Known(op, id, ct) is not { RemovedAt: null } known)
            {
                return FleetProblems.DeviceNotFound;
            }

            if (match.Check(known.Version) is { } early)
            {
                return early;
            }

            if (known.NatsUser is { } natsUser && natsUser != revoked)
            {
                await Revoke(op, natsUser, ct);
                revoked = natsUser;
            }

            if (await Remove(id, revoked, match, ct) is { } outcome)
            {
                if (outcome.Succeeded && revoked is not null)
                {
                    // It may have fetched a log-in between the first refusal and the removal: later than what that refuses.
                    await Revoke(op, revoked, CancellationToken.None);
                }

                return outcome;
            }
        }
    }

    private Task Revoke(OpContext op, string natsUser, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return db.Revoke(op, natsUser, now, now + options.Value.SensorLogInLifetime + Slack, ct);
    }

    // Null when the device has a log-in that was not revoked.
    private async Task<Result<Done>?> Remove(DeviceId id, string? revoked, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(FleetDb.PresentForUpdate(change, id, ct), FleetProblems.DeviceNotFound)).Fails(out var device, out var problem))
        {
            return problem;
        }

        if (device.NatsUser is not null && device.NatsUser != revoked)
        {
            return null;
        }

        var now = time.GetUtcNow();
        foreach (var finding in await AssessmentDb.Open(change, id, ct))
        {
            HealthTree.Apply(change, FindingChange.Resolve(finding, now));
        }

        await HealthTree.Rescore(change, id, device.Group, device.Organization, null, now, ct);
        AssessmentDb.DeleteNode(change, ScopeLevel.Device, id.Value);
        AssessmentDb.DeleteAnalyses(change, id);
        var before = DeviceFact.Show(device);
        device.Remove(now);
        FleetDb.Update(change, device);
        await Quotas.Return(change, FleetDb.Quota, 1, ct);
        change.Publish(new DeviceRemoved(id, device.Name, device.Group), device.Place);
        change.Audit(DeviceFact.Of(device, before, null));
        return await change.Commit(Done.Value, ct);
    }
}
