using Holdfast.Modules.Fleet.Analysis;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Removes a device: its sensor is refused from now on, its findings are resolved, and its score leaves those above.</summary>
internal sealed class RemoveDevice(FleetDb db, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/devices/{id}", (DeviceId id, IfMatch match, RemoveDevice feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(FleetPermissions.Write);

    public async Task<Result<Done>> Handle(OpContext op, DeviceId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await AssessmentDb.Claim(change, id, ct) is null || await FleetDb.DeviceForUpdate(change, id, ct) is not { RemovedAt: null } device)
        {
            return FleetProblems.DeviceNotFound;
        }

        if (match.Check(device.Version) is { } stale)
        {
            return stale;
        }

        var now = time.GetUtcNow();
        if (device.NatsUser is { } natsUser)
        {
            await db.Revoke(op, natsUser, now, ct);
        }

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
        change.Publish(new DeviceRemoved(id, device.Name, device.Group));
        change.Audit(new AuditFact("device", id.Value, device.Name, before));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
